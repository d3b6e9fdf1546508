/**
 * Reports of a run: pretty, dot, junit, github (annotations and job summary), json, events, tap, html. Each consumes
 * RunnerEvents alone; several can listen to one run.
 *
 *     const reporters = createReporters(['pretty', 'junit=report.xml'], { directory, stdout: process.stdout })
 *     for await (const event of events) for (const reporter of reporters) reporter.onEvent(event)
 *     await Promise.all(reporters.map((reporter) => reporter.finish()))
 */
export { createReporters, reporterNames, type ActiveReporter, type DestinationOptions } from './destination.ts'
export { describeFailure } from './failure.ts'
export type { Reporter, ReporterOptions } from './reporter.ts'
