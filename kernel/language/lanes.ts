// Jobs one at a time, the urgent ones first: what somebody waits for at the keyboard goes before the check of cells that
// ran. A job that fails fails for its caller alone.
//
//   const run = createLanes();  await run(() => takeSnapshot(), 'urgent')

export type Urgency = 'urgent' | 'patient'

export function createLanes(): <T>(job: () => Promise<T>, urgency: Urgency) => Promise<T> {
  const waiting: Record<Urgency, (() => Promise<void>)[]> = { urgent: [], patient: [] }
  let running = false
  const pump = async (): Promise<void> => {
    if (running) return
    running = true
    for (;;) {
      const next = waiting.urgent.shift() ?? waiting.patient.shift()
      if (!next) break
      await next()
    }
    running = false
  }
  return (job, urgency) =>
    new Promise((resolve, reject) => {
      waiting[urgency].push(() => job().then(resolve, reject))
      void pump()
    })
}
