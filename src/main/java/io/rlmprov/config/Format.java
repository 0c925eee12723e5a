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

    /** How values are written, for the JSON Schema. */
    default Shape shape() {
        return Shape.TEXT;
    }

    /** The same format, whose values are written like this. */
    default Format<T> written(Shape shape) {
        Format<T> same = this;
        return new Format<>() {
            @Override
            public T parse(String text) throws BadValue {
                return same.parse(text);
            }

            @Override
            public Shape shape() {
                return shape;
            }
        };
    }
}
