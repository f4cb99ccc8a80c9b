/** `@spotdeck/exact`: exact decimal numbers with their unit in the type. */

export {
  type Amount,
  type AnyDecimal,
  type AssetAmount,
  type Decimal,
  type Fraction,
  type Price,
  type Quantity,
  type Scaled,
  ADVISED,
  ExactError,
  type ExactErrorCode,
  MAX_DECIMAL_LENGTH,
  decimal,
  fromInteger,
  fromScaled,
  powerOfTen,
  toScaled,
  tryDecimal,
} from './decimal.ts'
export {
  DIVISION_DIGITS,
  absolute,
  add,
  as,
  compare,
  divide,
  divideDown,
  halfEven,
  isNegative,
  isPositive,
  isZero,
  max,
  min,
  multiply,
  negate,
  notional,
  subtract,
  zero,
} from './arithmetic.ts'
export { RunningSum, sum } from './running-sum.ts'
export { isOnGrid, roundDown, roundHalfEven, roundTogether, roundUp, stepDown, stepUp } from './rounding.ts'
export { fromApproximate, fromUnits, pad, scaleOf, stepOf, toApproximate, toUnits } from './grid.ts'
