// Lists what makes the page scroll sideways or lies beyond its right edge.
(() => {
  const width = document.documentElement.clientWidth;
  const name = (element) =>
    `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
  const outside = [...document.querySelectorAll('main *')].filter(
    (element) =>
      element.getBoundingClientRect().right > width + 0.5 &&
      !element.closest('.scroller, .for-reader, .chart-canvas'),
  );
  const scrolls = document.documentElement.scrollWidth > width ? ['the page scrolls'] : [];
  const outermost = outside.filter((element) => !outside.includes(element.parentElement));
  return [...scrolls, ...outermost.map(name)];
})();
