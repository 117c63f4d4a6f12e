// Lists the texts whose contrast with what is behind them is under 4.5:1, as WCAG 2.2 computes it
// (https://www.w3.org/TR/WCAG22/#contrast-minimum). Looks into shadow trees, where the toolkit's buttons have theirs.
(() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  // What a browser makes of layers of colours is asked of the browser.
  const flatten = (colours) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const parentOf = (element) => element.parentElement ?? element.getRootNode().host ?? null;
  const lineage = (element) => (element ? [...lineage(parentOf(element)), element] : []);
  const textsUnder = (root) =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      ...[...element.childNodes].filter(
        (node) => node.nodeType === window.Node.TEXT_NODE && node.textContent.trim() !== '',
      ),
      ...(element.shadowRoot ? textsUnder(element.shadowRoot) : []),
    ]);
  const seen = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !element.closest('.for-reader') &&
    !['STYLE', 'SCRIPT'].includes(element.tagName);
  const texts = textsUnder(document.body).filter((text) => seen(text.parentElement));
  const low = texts.flatMap((text) => {
    const ancestors = lineage(text.assignedSlot ?? text.parentElement);
    const behind = ancestors.map((element) => window.getComputedStyle(element).backgroundColor);
    const opacity = ancestors.reduce(
      (all, one) => all * Number(window.getComputedStyle(one).opacity),
      1,
    );
    const { color } = window.getComputedStyle(text.parentElement);
    const blended = `color-mix(in srgb, ${color} ${opacity * 100}%, transparent)`;
    const levels = [flatten([...behind, blended]), flatten(behind)].map(luminance);
    const ratio = (Math.max(...levels) + 0.05) / (Math.min(...levels) + 0.05);
    return ratio < 4.5 ? [`${text.textContent.trim()} (${ratio.toFixed(2)}:1)`] : [];
  });
  return { texts: texts.length, low };
})();
