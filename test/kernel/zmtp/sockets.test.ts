// Our sockets against libzmq's, the reference, over tcp and ipc; and what no well-behaved peer does.
import { connect, createServer, type Socket } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as zeromq from 'zeromq'
import { encodeCommand, encodeMessage, encodeProperties, greeting } from '../../../kernel/zmtp/codec.ts'
import { Peer, Publisher, Router } from '../../../kernel/zmtp/index.ts'

const open: { close(): void }[] = []
let lines: string[]
let directory: string
const log = (line: string): void => void lines.push(line)
beforeEach(() => {
  lines = []
  directory = mkdtempSync(join(tmpdir(), 'loopbook-zmtp-'))
})
afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
  rmSync(directory, { recursive: true, force: true })
})
const opened = <T extends { close(): void }>(socket: T): T => {
  open.push(socket)
  return socket
}
const until = async (condition: () => boolean): Promise<void> => {
  await vi.waitUntil(condition, { timeout: 10_000, interval: 2 })
}
const texts = (frames: readonly Uint8Array[]): string[] => frames.map((frame) => Buffer.from(frame).toString('latin1'))

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
const addresses = {
  tcp: async (): Promise<string> => `tcp://127.0.0.1:${await freePort()}`,
  ipc: async (): Promise<string> => `ipc://${join(directory, 'socket')}`,
}

/** A router of ours that answers in capitals. */
async function shouting(address: string): Promise<Router> {
  const router = opened(new Router(log))
  await router.listen(address)
  router.receive(([from, ...frames]) =>
    router.send([from!, ...frames.map((frame) => Buffer.from(String(frame).toUpperCase()))]),
  )
  return router
}

describe.each(['tcp', 'ipc'] as const)('over %s', (transport) => {
  test('a router answers libzmq’s DEALER and REQ, each its own', async () => {
    const address = await addresses[transport]()
    await shouting(address)
    const named = opened(new zeromq.Dealer({ routingId: 'anna', linger: 0 }))
    const unnamed = opened(new zeromq.Dealer({ linger: 0 }))
    const request = opened(new zeromq.Request({ linger: 0 }))
    for (const socket of [named, unnamed, request]) socket.connect(address)
    await Promise.all([
      named.send(['a', '', 'x'.repeat(300)]),
      unnamed.send(['b', 'y'.repeat(100_000)]),
      request.send('ping'),
    ])
    expect(texts(await named.receive())).toEqual(['A', '', 'X'.repeat(300)])
    expect(texts(await unnamed.receive())).toEqual(['B', 'Y'.repeat(100_000)])
    expect(texts(await request.receive())).toEqual(['PING'])
  })

  test('a publisher reaches libzmq’s subscribers by their topics, in order and whole', async () => {
    const address = await addresses[transport]()
    const publisher = opened(new Publisher(log))
    await publisher.listen(address)
    publisher.receive((topic, answer) => answer([topic, Buffer.from('welcome')]))
    const all = opened(new zeromq.Subscriber({ receiveHighWaterMark: 0, linger: 0 }))
    const some = opened(new zeromq.Subscriber({ receiveHighWaterMark: 0, linger: 0 }))
    all.connect(address)
    some.connect(address)
    all.subscribe('')
    some.subscribe('odd', 'never')
    expect(texts(await all.receive())).toEqual(['', 'welcome'])
    expect([await some.receive(), await some.receive()].map((frames) => texts(frames).join(' ')).toSorted()).toEqual([
      'never welcome',
      'odd welcome',
    ])
    const count = 20_000
    for (let i = 0; i < count; i++) publisher.send([Buffer.from(i % 2 ? 'odd' : 'even'), Buffer.from(String(i))])
    await publisher.flushed()
    for (let i = 0; i < count; i++) expect(texts(await all.receive())).toEqual([i % 2 ? 'odd' : 'even', String(i)])
    for (let i = 1; i < count; i += 2) expect(texts(await some.receive())).toEqual(['odd', String(i)])
    some.unsubscribe('odd')
    some.subscribe('last')
    expect(texts(await some.receive())).toEqual(['last', 'welcome'])
    publisher.send([Buffer.from('odd')])
    publisher.send([Buffer.from('last'), Buffer.from('one')])
    expect(texts(await some.receive())).toEqual(['last', 'one'])
  })

  test('peers connect to libzmq’s ROUTER and PUB before these are there, and again when they have gone', async () => {
    const address = await addresses[transport]()
    const got: string[][] = []
    const events: string[] = []
    const dealer = opened(
      new Peer(address, {
        type: 'DEALER',
        identity: 'anna',
        onMessage: (frames) => got.push(texts(frames)),
        onConnect: () => events.push('connected'),
        onDisconnect: () => events.push('disconnected'),
      }),
    )
    dealer.send([Buffer.from('early')])
    await sleep(30)
    for (const round of [1, 2]) {
      const router = new zeromq.Router({ linger: 0 })
      await router.bind(address)
      if (round === 2) dealer.send([Buffer.from('again')])
      const [from, text] = await router.receive()
      expect(texts([from!, text!])).toEqual(['anna', round === 1 ? 'early' : 'again'])
      await router.send([from!, `answer ${round}`])
      await until(() => got.length === round)
      router.close()
      await until(() => events.length === 2 * round)
    }
    expect(got).toEqual([['answer 1'], ['answer 2']])
    expect(events).toEqual(['connected', 'disconnected', 'connected', 'disconnected'])

    const publisher = opened(new zeromq.XPublisher({ linger: 0 }))
    const subscribed = address.replace(/\d+$|$/, (port) =>
      port === '' ? '-pub' : String(Number(port) === 65_535 ? 65_534 : Number(port) + 1),
    )
    const news: string[][] = []
    opened(new Peer(subscribed, { type: 'SUB', topics: ['a', 'b'], onMessage: (frames) => news.push(texts(frames)) }))
    await publisher.bind(subscribed)
    expect([await publisher.receive(), await publisher.receive()].map(texts)).toEqual([['\u0001a'], ['\u0001b']])
    for (const topic of ['a1', 'c1', 'b1']) await publisher.send([topic, 'x'])
    await until(() => news.length === 2)
    expect(news).toEqual([
      ['a1', 'x'],
      ['b1', 'x'],
    ])
  })

  test('an address in use is refused, and what a dead process left behind is not in use', async () => {
    const address = await addresses[transport]()
    const first = await shouting(address)
    await expect(new Router(log).listen(address)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    first.close()
    if (transport === 'ipc') {
      // As a process that is killed leaves it.
      const { spawnSync } = await import('node:child_process')
      const script = `require('net').createServer().listen(${JSON.stringify(join(directory, 'socket'))}, () => process.kill(process.pid, 'SIGKILL'))`
      spawnSync(process.execPath, ['-e', script])
      await shouting(address)
    }
  })
})

test('a client that comes again under its name takes it over', async () => {
  const address = await addresses.ipc()
  const router = await shouting(address)
  const first = opened(new zeromq.Dealer({ routingId: 'anna', reconnectInterval: -1, linger: 0 }))
  first.connect(address)
  await first.send('one')
  expect(texts(await first.receive())).toEqual(['ONE'])
  const second = opened(new zeromq.Dealer({ routingId: 'anna', linger: 0 }))
  second.connect(address)
  await second.send('two')
  expect(texts(await second.receive())).toEqual(['TWO'])
  router.send([Buffer.from('anna'), Buffer.from('three')])
  expect(texts(await second.receive())).toEqual(['three'])
})

test('what is for nobody is dropped', async () => {
  const router = await shouting(await addresses.ipc())
  router.send([Buffer.from('nobody'), Buffer.from('x')])
  router.send([])
  await router.flushed()
  expect(lines).toEqual([])
})

test('who comes between listening and receiving loses nothing', async () => {
  const address = await addresses.ipc()
  const router = opened(new Router(log))
  await router.listen(address)
  const dealer = opened(new zeromq.Dealer({ linger: 0 }))
  dealer.connect(address)
  await dealer.send('early')
  await sleep(50)
  const got: string[] = []
  router.receive(([, text]) => void got.push(String(text)))
  await until(() => got.length === 1)
  expect(got).toEqual(['early'])
})

test(
  'a subscriber that reads nothing holds nobody up for more than a second, and loses nothing',
  { timeout: 20_000 },
  async () => {
    const address = await addresses.ipc()
    const publisher = opened(new Publisher(log))
    await publisher.listen(address)
    let subscribers = 0
    publisher.receive(() => void subscribers++)
    const raw = rawPeer(address, 'SUB')
    await raw.ready
    raw.socket.write(encodeMessage([Buffer.of(1)])[0]!)
    await until(() => subscribers === 1)
    raw.socket.pause()
    const size = 20 * 1024 * 1024
    publisher.send([Buffer.from('t'), Buffer.alloc(size)])
    const start = performance.now()
    await publisher.flushed()
    expect(performance.now() - start).toBeGreaterThan(900)
    let bytes = 0
    raw.socket.on('data', (chunk: Buffer) => (bytes += chunk.length))
    raw.socket.resume()
    await until(() => bytes > size)
    await publisher.flushed()
  },
)

/** A socket that has shaken hands, for bytes of one's own. */
function rawPeer(address: string, type: string): { socket: Socket; ready: Promise<void>; received: () => string } {
  const socket = connect(address.slice('ipc://'.length))
  opened({ close: () => socket.destroy() })
  let received = ''
  const ready = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1')
      if (received.includes('READY')) resolve()
    })
  })
  socket.on('error', () => {})
  const properties = encodeProperties({ 'Socket-Type': Buffer.from(type) })
  socket.write(Buffer.concat([greeting(), encodeCommand({ name: 'READY', data: properties })]))
  return { socket, ready, received: () => received }
}

describe('a peer that does what it may not', () => {
  test.each([
    ['speaks HTTP', () => Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), 'what connected does not speak ZeroMQ'],
    [
      'greets and sends a message at once',
      () => Buffer.concat([greeting(), Buffer.of(0, 1, 65)]),
      'a message before READY',
    ],
    [
      'sends a command before READY',
      () => Buffer.concat([greeting(), encodeCommand({ name: 'PING', data: Buffer.alloc(2) })]),
      'a PING command before READY',
    ],
    ['is of a type that does not fit', () => ready('PUB'), 'a PUB socket connected to a ROUTER socket'],
    [
      'is of no type',
      () => Buffer.concat([greeting(), encodeCommand({ name: 'READY', data: Buffer.alloc(0) })]),
      'a nameless socket',
    ],
    ['is ready twice', () => Buffer.concat([ready('DEALER'), ready('DEALER').subarray(64)]), 'a second READY command'],
    [
      'ends its properties early',
      () => Buffer.concat([greeting(), encodeCommand({ name: 'READY', data: Buffer.of(200, 1) })]),
      'properties that end too early',
    ],
    [
      'refuses us',
      () => Buffer.concat([greeting(), encodeCommand({ name: 'ERROR', data: Buffer.from('\u0002no') })]),
      'the peer refuses the connection: no',
    ],
    ['uses flags that are none', () => Buffer.concat([ready('DEALER'), Buffer.of(64, 0)]), 'a frame with the flags 64'],
  ])('%s: its connection ends with a line in the log, and the others stay', async (_, bytes, line) => {
    const address = await addresses.ipc()
    await shouting(address)
    const good = opened(new zeromq.Dealer({ linger: 0 }))
    good.connect(address)
    const socket = connect(address.slice('ipc://'.length))
    socket.on('error', () => {})
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.resume()
    socket.write(bytes())
    await closed
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(line)
    await good.send('still there')
    expect(texts(await good.receive())).toEqual(['STILL THERE'])
  })

  const ready = (type: string): Buffer =>
    Buffer.concat([
      greeting(),
      encodeCommand({ name: 'READY', data: encodeProperties({ 'Socket-Type': Buffer.from(type) }) }),
    ])

  test('one byte at a time is slow, but right', async () => {
    const address = await addresses.ipc()
    await shouting(address)
    const socket = opened({
      socket: connect(address.slice('ipc://'.length)),
      close() {
        this.socket.destroy()
      },
    }).socket
    let received = ''
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')))
    for (const byte of Buffer.concat([ready('DEALER'), ...encodeMessage([Buffer.from('hello')])])) {
      socket.write(Buffer.of(byte))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => received.endsWith('HELLO'))
  })

  test('a PING is answered with what it holds, and a subscription may be a command of ZMTP 3.1', async () => {
    const address = await addresses.ipc()
    const publisher = opened(new Publisher(log))
    await publisher.listen(address)
    const topics: string[] = []
    publisher.receive((topic) => void topics.push(String(topic)))
    const { socket, ready, received } = rawPeer(address, 'SUB')
    await ready
    socket.write(encodeCommand({ name: 'PING', data: Buffer.from('\0\u0009are you there') }))
    socket.write(encodeCommand({ name: 'SUBSCRIBE', data: Buffer.from('news') }))
    await until(() => received().includes('\u0004PONGare you there') && topics.length === 1)
    publisher.send([Buffer.from('news'), Buffer.from('first')])
    await until(() => received().includes('first'))
    socket.write(encodeCommand({ name: 'CANCEL', data: Buffer.from('news') }))
    await sleep(20)
    publisher.send([Buffer.from('news'), Buffer.from('second')])
    await publisher.flushed()
    await sleep(20)
    expect(received()).not.toContain('second')
  })
})

test.each(['tcp://127.0.0.1', 'tcp://127.0.0.1:70000', 'ipc://', 'inproc://x', 'tcp://[::1:5'])(
  '%s is no address',
  async (address) => {
    await expect(new Router(log).listen(address)).rejects.toThrow(`${address} is no tcp:// or ipc:// address`)
  },
)

test('a file that is no socket is not removed', async () => {
  const path = join(directory, 'precious')
  writeFileSync(path, 'data')
  await expect(new Router(log).listen(`ipc://${path}`)).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
