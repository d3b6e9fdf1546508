// Property tests take a new seed each time, which is how they find things; a release check takes the one it is given, so that
// the same commit always gets the same answer. `LOOPBOOK_SEED=491426833 npm test` repeats a run.
import fc from 'fast-check'

const seed = process.env['LOOPBOOK_SEED']
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) })
