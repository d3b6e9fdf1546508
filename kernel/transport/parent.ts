// A kernel whose parent has died ends too, else it would stay for ever with its memory. Jupyter names the parent in
// JPY_PARENT_PID; a kernel that was started by hand has none and stays.
//
//   const stop = watchParent(() => process.exit(1))

const interval = 1000

export function watchParent(died: () => void, env: NodeJS.ProcessEnv = process.env): () => void {
  const parent = Number(env['JPY_PARENT_PID'] ?? 0)
  if (!(parent > 1)) return () => {}
  const first = process.ppid
  const timer = setInterval(() => {
    // An orphan gets another parent; one that was started through a wrapper looks for the process itself.
    const gone = first === parent ? process.ppid !== parent : !lives(parent)
    if (gone) died()
  }, interval)
  timer.unref()
  return () => clearInterval(timer)
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
