/* What the moderators' pages do better with a script; without one, everything works by its forms. */
(() => {
  "use strict";

  // Keys of the queue: never while somebody types, nor with a modifier.
  const rows = [...document.querySelectorAll("[data-row]")];
  const isOn = document.getElementById("keys-on");
  const typing = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
  const current = () => rows.findIndex((row) => row.contains(document.activeElement));
  const visit = (at) => {
    const row = rows[Math.min(Math.max(at, 0), rows.length - 1)];
    row.querySelector("a").focus();
    row.scrollIntoView({ block: "nearest" });
  };
  const box = () => rows[current()]?.querySelector("input[name=chosen]");
  const keys = {
    j: () => visit(current() + 1),
    k: () => visit(current() < 0 ? rows.length - 1 : current() - 1),
    x: () => box()?.click(),
    a: () => {
      const one = box();
      if (one && !document.querySelector("input[name=chosen]:checked")) one.checked = true;
      if (document.querySelector("input[name=chosen]:checked")) {
        document.querySelector("[data-accept]").click();
      }
    },
    "?": () => {
      const help = document.getElementById("keys");
      help.open = !help.open;
      if (help.open) help.querySelector("summary").focus();
    },
  };
  if (isOn && rows.length) {
    document.addEventListener("keydown", (event) => {
      const isTyping = event.target.closest(typing);
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !isOn.checked) return;
      const act = keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
  }

  // Words selected in a document's sentences become a span to cite. Offsets count code points.
  const button = document.getElementById("select");
  const list = document.getElementById("chosen");
  if (!button || !list) return;
  button.hidden = false;
  const place = (node, offset) => {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const sentence = element.closest("[data-source]");
    if (!sentence) return null;
    const before = document.createRange();
    before.selectNodeContents(sentence);
    before.setEnd(node, offset);
    const at = Number(sentence.dataset.start) + [...before.toString()].length;
    return { source: sentence.dataset.source, at };
  };
  let range = null;
  document.addEventListener("selectionchange", () => {
    const selection = window.getSelection();
    if (selection.rangeCount && !selection.isCollapsed) range = selection.getRangeAt(0).cloneRange();
  });
  button.addEventListener("click", () => {
    if (!range) return;
    const start = place(range.startContainer, range.startOffset);
    const end = place(range.endContainer, range.endOffset);
    if (!start || !end || start.source !== end.source || start.at >= end.at) return;
    const value = [start.source, start.at, end.at].join(":");
    const item = document.createElement("li");
    const ticked = document.createElement("input");
    Object.assign(ticked, { type: "checkbox", name: "span", value, checked: true });
    const words = document.createElement("span");
    words.id = "w" + value;
    words.textContent = range.toString();
    ticked.setAttribute("aria-labelledby", words.id);
    item.append(ticked, words);
    list.append(item);
    ticked.focus();
    range = null;
  });
})();
