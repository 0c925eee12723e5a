package io.rlmprov.config;

/** How a value is written. */
@FunctionalInterface
interface Format<T> {
    /**
     * The value of this text.
     *
     * @throws BadValue if it is written otherwise; completes a sentence that begins with the quoted text
     */
    T parse(String text) throws BadValue;
}
