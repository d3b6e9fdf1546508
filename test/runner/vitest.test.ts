import { describe, expect, test } from 'vitest'
import { findVitest, vitestProject } from './vitest-project.ts'
import { eventually, notebookText } from './workspace.ts'

for (const major of [4, 5] as const) {
  const packages = await findVitest(major)

  describe.skipIf(packages === undefined)(`vitest ${major}`, () => {
    const project = (
      ...args: Parameters<typeof vitestProject> extends [string, ...infer Rest] ? Rest : never
    ): ReturnType<typeof vitestProject> => vitestProject(packages!, ...args)

    test('one test a cell; failures at the line of the .ipynb; the rest skipped with the reason', async () => {
      const text = notebookText(['const a = 1', 'const b = a + 1\nthrow new TypeError("no " + b)', '3'])
      using made = project({
        'a.ipynb': text,
        'plain.test.js': 'import { test } from "vitest"; test("mine", () => {})',
      })
      const { tests, success, printed } = await made.run()
      expect(success).toBe(false)
      expect(
        Object.entries(tests)
          .map(([name, { status }]) => `${name}: ${status}`)
          .sort(),
      ).toEqual([
        'a.ipynb [1] const a = 1: passed',
        'a.ipynb [2] const b = a + 1: failed',
        'a.ipynb [3] 3: skipped',
        'plain.test.js mine: passed',
      ])
      expect(tests['a.ipynb [2] const b = a + 1']!.messages[0]).toContain('no 2')
      const line = text.split('\n').findIndex((content) => content.includes('throw new')) + 1
      expect(printed).toMatch(new RegExp(`::error file=.*a\\.ipynb,title=.*,line=${line},column=`))
    })

    test('x.ipynb:LINE runs the cells before it; if one of those fails, so does the test', async () => {
      const text = notebookText(['let a = 1', 'a += 1', 'if (a !== 2) throw new Error("state " + a)'])
      const line = text.split('\n').findIndex((content) => content.includes('if (a')) + 1
      using made = project({ 'a.ipynb': text, 'b.ipynb': text.replace('a += 1', 'throw new Error(`early`)') })
      const good = await made.run(`a.ipynb:${line}`)
      expect(good.tests['a.ipynb [3] if (a !== 2) throw new Error("state " + a)']!.status).toBe('passed')
      const bad = await made.run(`b.ipynb:${line}`)
      expect(bad.success).toBe(false)
      expect(bad.printed).toContain('early')
    })

    test('a broken notebook is a failing file at its broken line', async () => {
      using made = project({
        'a.ipynb':
          '{\n "cells": [\n  {"cell_type": "code", "source": 7}\n ],\n "nbformat": 4,\n "nbformat_minor": 5,\n "metadata": {}\n}\n',
      })
      const { success, printed } = await made.run()
      expect(success).toBe(false)
      expect(printed).toMatch(/a\.ipynb:3/)
    })

    test('a timeout interrupts the kernel, and the next test does not wait', async () => {
      using made = project({ 'a.ipynb': ['// @loopbook timeout=500ms\nwhile (true);', '2'] })
      const { tests } = await made.run()
      expect(Object.values(tests).map(({ status }) => status)).toEqual(['failed', 'skipped'])
    })

    test('a notebook is retried as a whole, in a fresh kernel', async () => {
      const once =
        'import { existsSync, writeFileSync } from "node:fs"\nconst again = existsSync("seen")\nwriteFileSync("seen", "")\nif (!again) throw new Error("first")'
      using made = project(
        {
          'a.ipynb': [
            'globalThis.n = (globalThis.n ?? 0) + 1\nif (globalThis.n > 1) throw new Error("old kernel")',
            once,
            '3',
          ],
        },
        '{ retry: 1 }',
      )
      const { success } = await made.run()
      expect(success).toBe(true)
    })

    test('options are settings: outputs are compared', async () => {
      using made = project({ 'a.ipynb': ['1 + 1'] }, "{ check: 'all' }")
      const { success, printed } = await made.run()
      expect([success, printed.includes('the file records none')]).toEqual([false, true])
    })

    test.each(['SIGINT', 'SIGKILL'] as const)('%s to vitest leaves neither worker nor kernel', async (signal) => {
      using made = project({
        'a.ipynb': [
          'import { writeFileSync } from "node:fs"\nwriteFileSync("running", "")\nawait new Promise((done) => setTimeout(done, 60_000))',
        ],
      })
      const running = made.start()
      expect(await eventually(() => made.work.has('running'), 30_000)).toBe(true)
      running.child.kill(signal)
      await running.done
      expect(await eventually(() => made.work.processes().length === 0, 10_000)).toBe(true)
    })
  })
}
