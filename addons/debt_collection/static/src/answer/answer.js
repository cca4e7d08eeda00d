import { ConnectionLostError, RPCError } from "@web/core/network/rpc";

/**
 * Tell whether a question failed because the server did not answer it. A widget that
 * shows something beside the form says so in its place and lets the form live.
 *
 * @param {Error} error
 */
export function isUnanswered(error) {
    return error instanceof RPCError || error instanceof ConnectionLostError;
}
