// Deno.stdout, stderr and stdin. What is written comes to the notebook under the cell that writes; stdin is empty, because a
// notebook asks by prompt().
//
//   await stdout.write(new TextEncoder().encode('hi\n'))
import type { Deno } from './types.ts'

export const stdout: Deno.OutputStream = output(() => process.stdout)
export const stderr: Deno.OutputStream = output(() => process.stderr)

export const stdin: typeof Deno.stdin = {
  read: async (): Promise<null> => null,
  readSync: (): null => null,
  get readable(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream({ start: (controller) => controller.close() })
  },
  isTerminal: (): boolean => false,
  setRaw: (): void => {},
  close: (): void => {},
}

function output(stream: () => NodeJS.WriteStream): Deno.OutputStream {
  const writeSync = (bytes: Uint8Array): number => {
    stream().write(bytes)
    return bytes.byteLength
  }
  return {
    writeSync,
    write: async (bytes) => writeSync(bytes),
    get writable() {
      return new WritableStream<Uint8Array>({ write: (bytes) => void writeSync(bytes) })
    },
    isTerminal: () => false,
    close: () => {},
  }
}
