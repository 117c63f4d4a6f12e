/** "fatal" and "error" in the languages of git (po/*.po), as part of an expression: the first word of what it tells. */
export const gitFaults = `(?:${[
  ...['fatal', 'error', 'Schwerwiegend', 'Fehler', 'фатална грешка', 'грешка', 'erreur'],
  ...['kesalahan', 'ödesdigert', 'fel', 'onulmaz', 'hata', '致命错误', '错误', '致命錯誤', '錯誤'],
].join('|')})`;
