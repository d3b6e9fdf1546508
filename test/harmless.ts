// Whether markup is harmless in real Chromium under a strict Content-Security-Policy: for every test that shows what came from
// anywhere. Apart from browser.ts, which scripts use without a test runner.
//
//   await expectHarmless(browser, html)
import type { Browser } from 'playwright-core'
import { expect } from 'vitest'
import { openPage } from './browser.ts'

// Code of the page, where this project's types know no document.
const disturb = `
  for (const details of document.querySelectorAll('details')) details.open = true
  for (const element of document.querySelectorAll('main *')) {
    for (const type of ['mouseover', 'focus', 'load', 'error']) element.dispatchEvent(new Event(type))
  }`
const collect = `(() => {
  const all = [...document.querySelectorAll('main *')]
  const address = (one) => one.href?.baseVal ?? one.href
  return {
    elements: all.filter((one) => one.matches('script,iframe,object,embed,base,meta,link,form')).map((one) => one.outerHTML),
    handlers: all.filter((one) => one.getAttributeNames().some((name) => name.startsWith('on'))).map((one) => one.outerHTML),
    links: all.filter((one) => one.matches('a')).map(address).filter((one) => /^\\s*(?!https?:|mailto:|about:)[a-z]+\\s*:/i.test(one)),
  }
})()`

/** Runs nothing, asks for nothing, and has no element or link that could: also when all of it is opened, hovered and focused. */
export async function expectHarmless(browser: Browser, markup: string): Promise<void> {
  const { page, requests, incidents } = await openPage(browser, markup)
  try {
    await page.evaluate(disturb)
    await page.waitForTimeout(50)
    const found = await page.evaluate<object>(collect)
    expect({ ...found, requests, incidents }).toEqual({
      elements: [],
      handlers: [],
      links: [],
      requests: [],
      incidents: [],
    })
  } finally {
    await page.context().close()
  }
}
