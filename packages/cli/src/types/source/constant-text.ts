// The texts that an expression can have, as far as the compiler and its constants tell.
import type ts from 'typescript';
import type { Certainty } from './certainty';
import type { TypeScript } from './typescript-peer';

export interface ConstantText {
  readonly text: string;
  /** Whether the expression has a literal type, by which the compiler finds the statement: a sum of texts has the type `string`. */
  readonly isLiteral: boolean;
  /** The expression that has the text: an element of a list, a property of an object. */
  readonly node: ts.Expression;
}

/** Constants may refer to constants; a circle ends here. */
const deepest = 20;
/** A sum or a template of constants with several values each. */
const mostTexts = 100;

export class ConstantTexts {
  readonly #ts: TypeScript;
  readonly #checker: ts.TypeChecker;
  readonly #certainty: Certainty;

  constructor(ts: TypeScript, checker: ts.TypeChecker, certainty: Certainty) {
    this.#ts = ts;
    this.#checker = checker;
    this.#certainty = certainty;
  }

  /** Undefined when the text is only known at run time. */
  of(node: ts.Expression): readonly ConstantText[] | undefined {
    const types = this.#literalsOf(node);
    if (types !== undefined) return types.map((text) => ({ text, isLiteral: true, node }));
    return this.#valuesOf(node, 0)?.map((text) => ({ text, isLiteral: false, node }));
  }

  #literalsOf(node: ts.Expression): readonly string[] | undefined {
    return this.ofType(this.#checker.getTypeAtLocation(node));
  }

  /** The texts of a literal type, or of a union of them. */
  ofType(type: ts.Type): readonly string[] | undefined {
    if (type.isStringLiteral()) return [type.value];
    if ((type.flags & this.#ts.TypeFlags.Any) !== 0) this.#certainty.doubt();
    if (!type.isUnion()) return undefined;
    const texts = type.types.map((each) => (each.isStringLiteral() ? each.value : undefined));
    return texts.every((text) => text !== undefined) ? texts : undefined;
  }

  #valuesOf(given: ts.Expression, depth: number): readonly string[] | undefined {
    const ts = this.#ts;
    if (depth > deepest) return undefined;
    const node = withoutWrapping(ts, given);
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return [node.text];
    const literals = this.#literalsOf(node);
    if (literals !== undefined) return literals;
    const inner = (part: ts.Expression) => this.#valuesOf(part, depth + 1);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      return joined(inner(node.left), inner(node.right));
    }
    if (ts.isConditionalExpression(node)) return united(inner(node.whenTrue), inner(node.whenFalse));
    if (ts.isTemplateExpression(node)) {
      return node.templateSpans.reduce<readonly string[] | undefined>(
        (texts, { expression, literal }) => joined(joined(texts, inner(expression)), [literal.text]),
        [node.head.text],
      );
    }
    if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      const initializer = this.initializerOf(node);
      return initializer === undefined ? undefined : inner(initializer);
    }
    return undefined;
  }

  /** The expression of a constant: a `const`, a `readonly` property, a property of a constant object. */
  initializerOf(node: ts.Expression): ts.Expression | undefined {
    const ts = this.#ts;
    const checker = this.#checker;
    const name = ts.isPropertyAccessExpression(node)
      ? node.name
      : ts.isElementAccessExpression(node)
        ? node.argumentExpression
        : node;
    let symbol = checker.getSymbolAtLocation(name);
    if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0) symbol = checker.getAliasedSymbol(symbol);
    const declaration = symbol?.valueDeclaration;
    if (declaration === undefined) {
      this.#certainty.doubt();
      return undefined;
    }
    if (ts.isVariableDeclaration(declaration)) {
      return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0 ? declaration.initializer : undefined;
    }
    if (ts.isPropertyAssignment(declaration)) return declaration.initializer;
    if (ts.isShorthandPropertyAssignment(declaration)) {
      const value = checker.getShorthandAssignmentValueSymbol(declaration)?.valueDeclaration;
      return value !== undefined && ts.isVariableDeclaration(value) ? value.initializer : undefined;
    }
    if (
      ts.isPropertyDeclaration(declaration) &&
      (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0
    ) {
      return declaration.initializer;
    }
    return undefined;
  }
}

/** The expression within parentheses, `as const`, `satisfies` and `!`. */
export function withoutWrapping(ts: TypeScript, node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

function joined(
  first: readonly string[] | undefined,
  second: readonly string[] | undefined,
): readonly string[] | undefined {
  if (first === undefined || second === undefined || first.length * second.length > mostTexts) return undefined;
  return first.flatMap((start) => second.map((end) => start + end));
}

function united(
  first: readonly string[] | undefined,
  second: readonly string[] | undefined,
): readonly string[] | undefined {
  return first === undefined || second === undefined ? undefined : [...first, ...second];
}
