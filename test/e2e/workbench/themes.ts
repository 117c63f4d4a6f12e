/** By the name of the picture: the theme, and the class that the workbench wears while it has it. */
export const themes = {
  dark: { theme: 'Default Dark Modern', wears: 'vs-dark' },
  light: { theme: 'Default Light Modern', wears: 'vs' },
  'high-contrast': { theme: 'Default High Contrast', wears: 'hc-black' },
} as const;
