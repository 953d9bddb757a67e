/** Letters that only look different are one letter in names (Unicode's compatibility composition), so that nobody poses as another. */
export const composed = (name: string): string => name.normalize('NFKC');

/** The form in which e-mail addresses and usernames are compared: whatever their case. */
export const folded = (name: string): string => composed(name).toLowerCase();

/** Whether somebody signs in by e-mail address; usernames hold no '@'. */
export const isEmail = (login: string): boolean => login.includes('@');
