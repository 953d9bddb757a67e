/**
 * The orders service announces nothing of its own: it asks accounts, products and notifications, each in the messages that they
 * declare, and takes their answers.
 */
export {};
