/** What several tools are told to do, and where several texts are from. */
export const errno = 'https://man7.org/linux/man-pages/man3/errno.3.html';

export const ownPort =
  'Another process listens on that port. Give each agent a port of its own, or let the system choose with port 0.';

export const recovered =
  'It found another port by itself. Give each agent a port of its own so that addresses do not change.';
