// SPDX-License-Identifier: AGPL-3.0-or-later
// The queue by keyboard: j k move, enter opens, a accepts, x chooses, / searches, n takes a call, ? lists the keys.
"use strict";

const rows = () => [...document.querySelectorAll("[data-row]")];
const brief = document.getElementById("brief");
let asked = 0;

const show = (row) => {
  rows().forEach((other) => other.classList.toggle("here", other === row));
  const mine = ++asked;
  setTimeout(async () => {
    if (mine !== asked) return;
    const answer = await fetch(row.dataset.brief, { headers: { "HX-Request": "true" } });
    if (answer.ok && mine === asked) {
      brief.innerHTML = await answer.text();
      brief.classList.remove("hint");
      const next = brief.querySelector("[name=next]");
      if (next) next.value = location.pathname + location.search;
    }
  }, 120);
};

const go = (row) => {
  if (!row) return;
  show(row);
  row.querySelector(".title").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
};

if (rows().length && getComputedStyle(brief).display !== "none") show(rows()[0]);

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && !row.classList.contains("here")) show(row);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not(.pick), select, textarea")) return;
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("here"));
  const does = {
    // with nothing in focus, the row that is marked; a link or button in focus does what it always does
    Enter: event.target === document.body && at >= 0 && (() => all[at].querySelector(".title").click()),
    j: () => go(all[Math.min(at + 1, all.length - 1)]),
    k: () => go(all[Math.max(at - 1, 0)]),
    a: () => at >= 0 && brief.querySelector("[data-accept]")?.requestSubmit(),
    x: () => all[at]?.querySelector(".pick").click(),
    "/": () => document.getElementById("id_q").focus(),
    n: () => document.querySelector('a[href$="/desk/new/"]')?.click(),
    "?": () => document.getElementById("keys").showModal(),
  }[event.key];
  if (does) {
    event.preventDefault();
    does();
  }
});
