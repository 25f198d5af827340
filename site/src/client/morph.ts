/** Changes a part of the page into new HTML in place: what is equal stays, so focus, selection and scroll stay too. */

/** Makes the children of `place` what `markup` says. */
export function morph(place: Element, markup: string): void {
  const template = document.createElement('template');
  template.innerHTML = markup;
  morphChildren(place, template.content);
}

function morphChildren(place: Node, wanted: Node): void {
  const have = [...place.childNodes];
  const want = [...wanted.childNodes];
  want.forEach((node, i) => {
    const old = have[i];
    if (old === undefined) place.appendChild(node);
    else morphNode(old, node);
  });
  for (const extra of have.slice(want.length)) extra.remove();
}

function morphNode(old: ChildNode, wanted: Node): void {
  if (old.nodeType !== wanted.nodeType || old.nodeName !== wanted.nodeName) {
    old.replaceWith(wanted);
    return;
  }
  if (old instanceof Element && wanted instanceof Element) {
    morphAttributes(old, wanted);
    morphChildren(old, wanted);
  } else if (old.nodeValue !== wanted.nodeValue) {
    old.nodeValue = wanted.nodeValue;
  }
}

function morphAttributes(old: Element, wanted: Element): void {
  for (const name of old.getAttributeNames()) {
    if (!wanted.hasAttribute(name) && !isReaders(old, name)) old.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (isReaders(old, name)) continue;
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

/** Whether a fold is open is the reader's choice, not the data's. */
function isReaders(element: Element, attribute: string): boolean {
  return element.nodeName === 'DETAILS' && attribute === 'open';
}
