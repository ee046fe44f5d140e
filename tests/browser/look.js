// SPDX-License-Identifier: AGPL-3.0-or-later
// What test_accessibility.py looks for on an open page, besides what axe finds.
"use strict";

window.look = {
  // Controls that are lower than a thumb needs. Rows of dense tables are whole links.
  small(least) {
    const controls =
      "button, .button, .door, nav a, summary, select, textarea, .choice, " +
      "input:not([type=hidden], [type=checkbox], [type=radio])";
    return [...document.querySelectorAll(controls)]
      .filter((found) => {
        const box = found.getBoundingClientRect();
        const seen = found.checkVisibility({ visibilityProperty: true }) && box.width > 1;
        return seen && !found.closest(".queue, .guess, dialog") && box.height < least - 0.5;
      })
      .map((found) => `${Math.round(found.getBoundingClientRect().height)} px: ${found.outerHTML.slice(0, 90)}`);
  },

  // Fields whose only name is a placeholder, or none at all.
  nameless() {
    return [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
      .filter((found) => !found.labels.length && !found.ariaLabel && !found.getAttribute("aria-labelledby"))
      .map((found) => found.outerHTML.slice(0, 120));
  },

  // Every text of the page that is neither code nor marked as another language.
  texts() {
    const kept = "code, kbd, script, style, template, q, [lang]:not(html)";
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walk.nextNode()) {
      if (!walk.currentNode.parentElement.closest(kept)) found.push(walk.currentNode.data.trim());
    }
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
      for (const one of document.querySelectorAll(`[${name}]`)) {
        if (!one.closest(kept)) found.push(one.getAttribute(name));
      }
    }
    return [...new Set(found.filter(Boolean))];
  },

  // What axe calls a violation: [rule, where and what to do].
  async violations(tags) {
    const wanted = {
      runOnly: { type: "tag", values: tags },
      resultTypes: ["violations"],
      rules: { "target-size": { enabled: true } },
    };
    const { violations } = await axe.run(document, wanted);
    return violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => [id, `${node.html.slice(0, 140)} ${node.failureSummary.slice(0, 200)}`]),
    );
  },
};
