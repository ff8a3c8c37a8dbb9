/**
 * Identity of one unpublished transaction. A node that carries the token was made by that
 * transaction, which alone can see it and may change it in place; every other node is copied first.
 * A transaction drops its token when it publishes, and from then on nothing it made can change.
 * Nodes without an owner carry `undefined`, which is never equal to a token. Cost: O(1).
 */
export class Owner {}
