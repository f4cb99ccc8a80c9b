// Random tests of mutation runs end at the first failure: a smaller example of it is not asked for, and takes long to find.

import fc from 'fast-check'

fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true, seed: 1 })
