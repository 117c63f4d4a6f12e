// What has the focus, as `name`, and whether it can be seen to have it. The toolkit's buttons show it inside.
(() => {
  let element = document.activeElement;
  if (!element || element === document.body) return null;
  const name =
    element.getAttribute('aria-label') ?? element.innerText.replaceAll(/\s+/g, ' ').trim();
  const seen = (one) => {
    const { outlineStyle, outlineWidth, outlineColor } = window.getComputedStyle(one);
    return (
      outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && outlineColor !== 'transparent'
    );
  };
  const chain = [element];
  while (element.shadowRoot?.activeElement)
    chain.push((element = element.shadowRoot.activeElement));
  const { top, bottom } = chain[0].getBoundingClientRect();
  const inView = bottom > 0 && top < window.innerHeight;
  return {
    name,
    visible: inView && chain.some((one) => one.matches(':focus-visible') && seen(one)),
  };
})();
