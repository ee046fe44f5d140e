// SPDX-License-Identifier: AGPL-3.0-or-later
// A form on one sheet, without a network: what an answer makes superfluous is hidden. The expressions are
// those of the form; whatever is not understood here is shown, and the server decides what was asked.
"use strict";

const WORD = /\s*(?:(\d+(?:\.\d+)?)|\x27([^\x27]*)\x27|\x22([^\x22]*)\x22|\$\{\s*([\w.-]+)\s*\}|([!<>]=|[=<>+*()|,-])|([A-Za-z][\w-]*))/gy;

const words = (said) => {
  const found = [];
  for (WORD.lastIndex = 0; WORD.lastIndex < said.trimEnd().length;) {
    const match = WORD.exec(said);
    if (!match) throw new SyntaxError(said);
    const [, number, single, double, name, sign, word] = match;
    if (number !== undefined) found.push({ value: Number(number) });
    else if (single !== undefined || double !== undefined) found.push({ value: single ?? double });
    else if (name) found.push({ name });
    else found.push({ sign: sign ?? word });
  }
  return found;
};

const truth = (value) => (typeof value === "string" ? value !== "" : Boolean(value));
const number = (value) => (value === "" ? NaN : Number(value));
const LEVELS = [
  { or: (a, b) => truth(a) || truth(b) },
  { and: (a, b) => truth(a) && truth(b) },
  { "=": (a, b) => (typeof a === "number" || typeof b === "number" ? number(a) === number(b) : String(a) === String(b)),
    "!=": (a, b) => (typeof a === "number" || typeof b === "number" ? number(a) !== number(b) : String(a) !== String(b)) },
  { "<": (a, b) => number(a) < number(b), "<=": (a, b) => number(a) <= number(b),
    ">": (a, b) => number(a) > number(b), ">=": (a, b) => number(a) >= number(b) },
  { "+": (a, b) => number(a) + number(b), "-": (a, b) => number(a) - number(b) },
  { "*": (a, b) => number(a) * number(b), div: (a, b) => number(a) / number(b), mod: (a, b) => number(a) % number(b) },
];
const FUNCTIONS = {
  true: () => true, false: () => false, not: (a) => !truth(a), selected: (a, b) => String(a).split(" ").includes(b),
  "count-selected": (a) => String(a).split(" ").filter(Boolean).length, "string-length": (a) => [...String(a)].length,
  number, string: String, boolean: truth,
};

const reckon = (said, answer) => {
  const left = words(said);
  const take = (sign) => {
    if (left[0]?.sign !== sign) throw new SyntaxError(said);
    left.shift();
  };
  const level = (at) => {
    if (at === LEVELS.length) return atom();
    let value = level(at + 1);
    while (left.length && Object.hasOwn(LEVELS[at], left[0].sign ?? "")) {
      const does = LEVELS[at][left.shift().sign];
      value = does(value, level(at + 1));
    }
    return value;
  };
  const atom = () => {
    const word = left.shift() ?? {};
    if ("value" in word) return word.value;
    if ("name" in word) return answer(word.name);
    if (word.sign === "-") return -number(atom());
    if (word.sign === "(") {
      const value = level(0);
      take(")");
      return value;
    }
    if (!Object.hasOwn(FUNCTIONS, word.sign ?? "")) throw new SyntaxError(said);
    take("(");
    const given = [];
    while (left[0]?.sign !== ")") {
      if (given.length) take(",");
      given.push(level(0));
    }
    take(")");
    return FUNCTIONS[word.sign](...given);
  };
  const value = level(0);
  if (left.length) throw new SyntaxError(said);
  return truth(value);
};

const sheet = document.querySelector("[data-when]")?.closest("form");
if (sheet) {
  const answer = (name) => {
    const named = sheet.elements[`q-${name}`];
    if (!named) throw new ReferenceError(name);
    return new FormData(sheet).getAll(`q-${name}`).filter((value) => typeof value === "string").join(" ");
  };
  const look = () => {
    for (const part of sheet.querySelectorAll("[data-when]")) {
      try {
        part.hidden = !reckon(part.dataset.when, answer);
      } catch {
        part.hidden = false;
      }
    }
  };
  sheet.addEventListener("change", look);
  look();
}
