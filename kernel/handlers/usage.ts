// usage_request: processor and memory of the kernel, for JupyterLab's and jupyter-resource-usage's displays.
import { freemem, loadavg, totalmem, cpus, hostname } from 'node:os'
import type { Handler } from './context.ts'

let before = { at: performance.now(), used: process.cpuUsage() }

export const usage: Handler = () => {
  const now = { at: performance.now(), used: process.cpuUsage() }
  const used = now.used.user + now.used.system - before.used.user - before.used.system
  const percent = now.at > before.at ? used / 10 / (now.at - before.at) : 0
  before = now
  const total = totalmem()
  const free = freemem()
  return {
    status: 'ok',
    hostname: hostname(),
    pid: process.pid,
    kernel_cpu: Math.round(percent * 10) / 10,
    kernel_memory: process.memoryUsage.rss(),
    cpu_count: cpus().length,
    host_cpu_percent: Math.round((100 * (loadavg()[0] ?? 0)) / cpus().length),
    host_virtual_memory: {
      total,
      available: free,
      used: total - free,
      free,
      percent: Math.round((1000 * (total - free)) / total) / 10,
    },
  }
}
