// Node's crypto, loaded when it is first needed: by far its largest module (a fifth of what the kernel's start loads), which
// the user's thread never needs and the I/O thread not before its sockets are bound.
//
//   crypto().createHmac('sha256', key)

export function crypto(): typeof import('node:crypto') {
  return process.getBuiltinModule('node:crypto')
}
