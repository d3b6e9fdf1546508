// ZeroMQ's wire protocol (ZMTP 3.0, RFC 23) over Node's own sockets, as much as Jupyter needs of it: ROUTER and XPUB to bind,
// DEALER and SUB to connect. Without a native addon a message takes one thread less each way.
export { Peer } from './peer.ts'
export { Publisher } from './publisher.ts'
export { Router } from './router.ts'
