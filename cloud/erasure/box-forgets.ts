/** From this version of the wire on a store's box can be told to forget a customer. */
export const BOX_FORGETS = 7;
