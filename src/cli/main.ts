#!/usr/bin/env node
// The program behind the `loopbook` command: says so when this Node is too old, otherwise loads the command. The build makes a
// file of its own of it, in JavaScript that parses in every Node since 12; nothing else is loaded before the version is known.
import { nodeProblem } from '../../kernel/kernelspec/node-version.ts'

const problem = nodeProblem(process.versions.node, process.execPath)
if (problem) {
  console.error(`loopbook: ${problem.message}\nhint: ${problem.hint}`)
  process.exitCode = 3
} else void import('./command.ts')
