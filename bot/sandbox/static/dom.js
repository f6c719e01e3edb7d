// Makes elements. What people wrote only ever becomes text: nothing here parses markup.

const PROPERTIES = new Set([
  "value",
  "checked",
  "disabled",
  "hidden",
  "selected",
  "open",
  "multiple",
  "indeterminate",
]);

/** An element with attributes, listeners (`onclick`) and children; null, undefined and false are left out. */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  return add(node, children);
}

/** Appends children: nodes, strings, or lists of them. */
export function add(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** Words that only screen readers tell. */
export function unseen(words) {
  return h("span", { class: "unseen" }, words);
}

/** Puts these children in place of all others. */
export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

/** Makes `node` hold exactly these nodes in this order, and moves none that stands right already. */
export function arrange(node, wanted) {
  const keep = new Set(wanted);
  for (const child of [...node.childNodes]) if (!keep.has(child)) child.remove();
  let next = node.firstChild;
  for (const child of wanted) {
    if (child === next) next = next.nextSibling;
    else node.insertBefore(child, next);
  }
}

/** Runs `work` once, after what happens now, however often it is asked for until then. */
export function soon(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      work();
    });
  };
}

/** Runs `work` when it was not asked for again for so many milliseconds. */
export function calmly(work, wait) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), wait);
  };
}

let made = 0;

/** An id that no other element has. */
export function freshId(prefix) {
  made += 1;
  return `${prefix}-${made}`;
}

/** Whether an address leads to the web, to mail or to a phone, and so cannot be script. */
export function isSafeLink(address) {
  return /^(https?:\/\/|mailto:|tel:)/i.test(address);
}
