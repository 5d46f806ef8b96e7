// Reads the TypeScript sources of the front end: the strings that are given to JupyterLab's translation, and those that
// a user sees although they are not. Prints both as JSON for the Python side (catalogues.py).
//
// Usage: node read.mjs FILE...

import { readFileSync } from 'node:fs';

import ts from 'typescript';

/** Methods of a translation bundle: how many of the first arguments are context, singular, plural. */
const METHODS = {
  __: ['id'],
  gettext: ['id'],
  _n: ['id', 'plural'],
  ngettext: ['id', 'plural'],
  _p: ['context', 'id'],
  pgettext: ['context', 'id'],
  _np: ['context', 'id', 'plural'],
  npgettext: ['context', 'id', 'plural']
};

/** Texts of the server's table of formats and of the schema; catalogues.py reads them there. */
const READ_ELSEWHERE = new Set(['format.label', 'said.text', 'texts[name]']);

/** Properties of elements, widgets, dialogs, commands and errors that a person reads. */
const SHOWN = new Set(
  (
    'textContent innerText innerHTML title label caption alt placeholder ariaLabel ariaDescription body cause remedy ' +
    'okLabel text notice activity summary heading message hint tooltip displayName'
  ).split(' ')
);
const ATTRIBUTES =
  /^(title|alt|placeholder|aria-(label|description|roledescription|valuetext))$/;

/** Functions whose arguments (all, or those at these places) a person reads. */
const TELLERS = {
  RequestError: [2, 3],
  showErrorMessage: null,
  'Notification.info': [0],
  'Notification.success': [0],
  'Notification.warning': [0],
  'Notification.error': [0],
  'Notification.emit': [0],
  createTextNode: null,
  append: null,
  prepend: null,
  replaceChildren: null,
  confirm: null,
  alert: null
};

const LETTERS = /\p{L}{2,}/u;
/** Two words after one another, the first one as at the beginning of a sentence or a label. */
const PROSE = /^[“"(]?\p{Lu}\p{Ll}+(,|:)? \S*\p{L}/u;
/** Names that are the same in every language, and key bindings. */
const NAMES = /^(ONLYOFFICE|JupyterLab|PDF|CSV|(Accel|Alt|Ctrl|Shift) .*)$/;

const messages = [];
const bypasses = [];

for (const file of process.argv.slice(2)) {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    kind
  );
  const place = node =>
    `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const bypass = (node, text) => bypasses.push({ place: place(node), text });

  const visit = node => {
    if (ts.isCallExpression(node) && translates(node)) {
      const message = { context: '', plural: '', place: place(node) };
      const parts = METHODS[node.expression.name.text];
      const given = parts.map((_, index) => node.arguments[index]);
      if (!given.some(text => READ_ELSEWHERE.has(text?.getText()))) {
        parts.forEach((part, index) => {
          message[part] = given[index] && folded(given[index]);
        });
        if (parts.some(part => message[part] === undefined)) {
          bypass(node, node.getText());
        }
      }
      if (parts.every(part => message[part] !== undefined)) {
        messages.push(message);
      }
      // What is put into the text is looked at like everything else.
      node.arguments.slice(parts.length).forEach(visit);
      return;
    }
    if (silent(node)) {
      return;
    }
    const text = words(node);
    if (
      text !== undefined &&
      LETTERS.test(text) &&
      !NAMES.test(text) &&
      (PROSE.test(text) || shown(node))
    ) {
      bypass(node, text);
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

console.log(JSON.stringify({ messages, bypasses }));

function translates(call) {
  const callee = call.expression;
  return (
    ts.isPropertyAccessExpression(callee) &&
    Object.hasOwn(METHODS, callee.name.text) &&
    /trans(lator|lation)?(\(\))?$/i.test(callee.expression.getText())
  );
}

/** The text of a literal, also of one that is put together of several. */
function folded(node) {
  if (ts.isStringLiteralLike(node)) {
    return node.text;
  }
  if (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.PlusToken
  ) {
    const [left, right] = [folded(node.left), folded(node.right)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
  return ts.isParenthesizedExpression(node)
    ? folded(node.expression)
    : undefined;
}

/** The words of a literal or of the fixed parts of a template. */
function words(node) {
  if (ts.isStringLiteralLike(node) || ts.isJsxText(node)) {
    return node.text.trim();
  }
  if (ts.isTemplateExpression(node)) {
    return [node.head, ...node.templateSpans.map(span => span.literal)]
      .map(part => part.text)
      .join(' ')
      .trim();
  }
  return undefined;
}

/** Whether nobody but a developer or an administrator reads what is inside. */
function silent(node) {
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'description') {
    // Of a plugin, in the list of JupyterLab's plugins, which is English.
    return node.parent.properties.some(
      ({ name }) => name?.getText() === 'autoStart'
    );
  }
  if (
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isTypeNode(node)
  ) {
    return true;
  }
  if (ts.isCallExpression(node)) {
    return /^console\./.test(node.expression.getText());
  }
  return (
    ts.isNewExpression(node) &&
    // What a token says of itself is for developers, as JupyterLab's own tokens do it.
    /^(Error|TypeError|Token)$/.test(node.expression.getText())
  );
}

/** Whether the value of `node` gets to a place where a person reads it. */
function shown(node) {
  const parent = node.parent;
  if (ts.isJsxText(node)) {
    return true;
  }
  if (
    ts.isConditionalExpression(parent)
      ? parent.condition !== node
      : ts.isParenthesizedExpression(parent) ||
        ts.isTemplateSpan(parent) ||
        ts.isJsxExpression(parent) ||
        (ts.isBinaryExpression(parent) &&
          [
            ts.SyntaxKind.PlusToken,
            ts.SyntaxKind.QuestionQuestionToken,
            ts.SyntaxKind.BarBarToken
          ].includes(parent.operatorToken.kind))
  ) {
    return shown(parent);
  }
  if (ts.isJsxElement(parent) || ts.isJsxFragment(parent)) {
    return true;
  }
  if (ts.isJsxAttribute(parent)) {
    return (
      ATTRIBUTES.test(parent.name.getText()) || SHOWN.has(parent.name.getText())
    );
  }
  if (ts.isPropertyAssignment(parent)) {
    return parent.initializer === node && SHOWN.has(parent.name.getText());
  }
  if (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  ) {
    return (
      parent.right === node &&
      ts.isPropertyAccessExpression(parent.left) &&
      SHOWN.has(parent.left.name.text)
    );
  }
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
    const index = parent.arguments?.indexOf(node) ?? -1;
    if (index < 0) {
      return false;
    }
    const name = parent.expression.getText();
    if (/(^|\.)setAttribute$/.test(name)) {
      const attribute = parent.arguments[0];
      return index === 1 && ATTRIBUTES.test(folded(attribute) ?? '');
    }
    const teller = Object.keys(TELLERS).find(
      known => name === known || name.endsWith(`.${known}`)
    );
    return teller !== undefined && (TELLERS[teller]?.includes(index) ?? true);
  }
  return false;
}
