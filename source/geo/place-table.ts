/**
 * Places by small numbers, so that columns can hold them: each different (country, city, system) once. The
 * first numbers mean something else than a place.
 */

/** Not looked up yet. */
export const placeUnasked = 0;
/** An address of no country: private, multicast … */
export const placeLocal = 1;
/** Looked up, and nobody knows; or not looked up because there were too many. */
export const placeUnknown = 2;
