// Finds methods of ours that leave their session without being called: under another name, their calls are not seen.
import type ts from 'typescript';
import type { CallSites } from './call-sites';
import { withoutWrapping } from './constant-text';
import { isKnownName } from './known-calls';
import type { TypeScript } from './typescript-peer';

type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression;

export class DetachedMethods {
  readonly #ts: TypeScript;
  readonly #checker: ts.TypeChecker;
  readonly #sites: CallSites;

  constructor(ts: TypeScript, checker: ts.TypeChecker, sites: CallSites) {
    this.#ts = ts;
    this.#checker = checker;
    this.#sites = sites;
  }

  /** The method, or the variable that keeps it, when it goes to a place from where it may be called. */
  at(node: ts.Node): Access | ts.Identifier | undefined {
    const ts = this.#ts;
    if (ts.isIdentifier(node)) {
      return this.#isOperand(node) && this.#sites.isKept(node) && this.#leaves(node) ? node : undefined;
    }
    const isAccess =
      (ts.isPropertyAccessExpression(node) && isKnownName(node.name.text)) ||
      (ts.isElementAccessExpression(node) &&
        ts.isStringLiteralLike(node.argumentExpression) &&
        isKnownName(node.argumentExpression.text));
    return isAccess && this.#leaves(node) && this.#sites.isMethod(node) ? node : undefined;
  }

  /**
   * Whether a name stands for a value that may leave; kept under a name of ours, as in `{ execute: execute }`, it is found. To ask the checker
   * about every name of a project would take seconds.
   */
  #isOperand(node: ts.Identifier): boolean {
    const ts = this.#ts;
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent)) return parent.expression === node && this.#isBound(parent);
    if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) {
      return parent.initializer === node && !isKnownName(parent.name.getText());
    }
    if (ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left)) {
      return parent.right === node && !isKnownName(parent.left.name.text);
    }
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node;
    return ts.isExpression(parent) || ts.isReturnStatement(parent);
  }

  #leaves(node: ts.Expression): boolean {
    const ts = this.#ts;
    const { parent } = node;
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
      return parent.expression !== node && this.#isCallable(node);
    }
    // A variable is followed: the calls of its name are found.
    if (ts.isVariableDeclaration(parent)) return false;
    if (ts.isPropertyAccessExpression(parent)) return this.#isBound(parent);
    if (ts.isBinaryExpression(parent)) {
      const { kind } = parent.operatorToken;
      const isAssigned = kind === ts.SyntaxKind.EqualsToken && parent.right === node;
      const isEither = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
      return isAssigned || (isEither && this.#leaves(parent));
    }
    if (ts.isConditionalExpression(parent)) return parent.condition !== node && this.#leaves(parent);
    if (isWrapping(ts, parent)) return this.#leaves(parent);
    return (
      ts.isPropertyAssignment(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isArrayLiteralExpression(parent) ||
      ts.isReturnStatement(parent) ||
      ts.isYieldExpression(parent) ||
      ts.isArrowFunction(parent)
    );
  }

  /** `session.execute.bind(session)`, `.call(...)` and `.apply(...)`; a bound method that is the value of a variable is followed. */
  #isBound(parent: ts.PropertyAccessExpression): boolean {
    const ts = this.#ts;
    const name = parent.name.text;
    const call = parent.parent;
    if (!/^(?:bind|call|apply)$/.test(name) || !ts.isCallExpression(call) || call.expression !== parent) return false;
    const isWhole = name === 'bind' && call.arguments.length === 1;
    return !(isWhole && ts.isVariableDeclaration(call.parent));
  }

  /** An argument for a parameter that takes functions: `expect(session.execute)` takes anything, and calls nothing. */
  #isCallable(argument: ts.Expression): boolean {
    const type = this.#checker.getContextualType(argument);
    const constraint = type === undefined ? undefined : (this.#checker.getBaseConstraintOfType(type) ?? type);
    return constraint !== undefined && constraint.getCallSignatures().length > 0;
  }
}

function isWrapping(ts: TypeScript, node: ts.Node): node is ts.Expression {
  return ts.isExpression(node) && withoutWrapping(ts, node) !== node;
}
