import type { KindName } from "../../schema/kind.ts";
import { argumentOf, Expression, type Operand } from "../syntax.ts";

const call = (name: string, args: Operand[]): Expression =>
  new Expression({ kind: "call", name, args: args.map(argumentOf) });
export const Lower = (arg: Operand): Expression => call("Lower", [arg]);
export const Upper = (arg: Operand): Expression => call("Upper", [arg]);
export const Length = (arg: Operand): Expression => call("Length", [arg]);
export const Concat = (...args: Operand[]): Expression => call("Concat", args);
export const Coalesce = (...args: Operand[]): Expression => call("Coalesce", args);
export const Trunc = (arg: Operand, part: string): Expression =>
  call(`Trunc${part[0]!.toUpperCase()}${part.slice(1)}`, [arg]);
export const ExpressionWrapper = (arg: Operand, output: KindName): Expression =>
  new Expression({ kind: "output", arg: argumentOf(arg), output });
