package io.rlmprov.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;

/**
 * The value of one attribute. Two values are equal if form and text are: the number 3600 and the text "3600" differ, as
 * they do for the program that reads them.
 *
 * @param form what JSON would call it
 * @param text the value; of a secret its HMAC, never the secret
 * @param unit what it measures; not compared
 */
public record Value(Form form, String text, Unit unit) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The forms of JSON, and two that JSON lacks. */
    public enum Form {
        TEXT,
        NUMBER,
        FLAG,
        NULL,
        /** A whole array, as JSON: its elements have no names by which a person would know them. */
        LIST,
        /** An object without fields. */
        OBJECT,
        /** A secret, known by its HMAC. */
        SECRET,
        /** Of a record in format 1, which kept no forms: equals any form of the same text. */
        UNTYPED
    }

    /** A text, number or boolean that anybody may read. */
    public static Value of(Object value) {
        return switch (value) {
            case Boolean flag -> new Value(Form.FLAG, flag.toString(), Unit.NONE);
            case Number number -> new Value(Form.NUMBER, plain(number.toString()), Unit.NONE);
            default -> new Value(Form.TEXT, value.toString(), Unit.NONE);
        };
    }

    /** A leaf of a JSON document. */
    public static Value of(JsonNode leaf) {
        Form form = switch (leaf.getNodeType()) {
            case STRING -> Form.TEXT;
            case NUMBER -> Form.NUMBER;
            case BOOLEAN -> Form.FLAG;
            case ARRAY -> Form.LIST;
            case OBJECT -> Form.OBJECT;
            default -> Form.NULL;
        };
        String text = switch (form) {
            case TEXT -> leaf.textValue();
            case NUMBER -> plain(leaf.asText());
            default -> leaf.toString();
        };
        return new Value(form, text, Unit.NONE);
    }

    /** A secret, known by its HMAC. */
    public static Value secret(String mac) {
        return new Value(Form.SECRET, mac, Unit.NONE);
    }

    /** A value of a record in format 1. */
    public static Value untyped(String text) {
        return new Value(Form.UNTYPED, text, Unit.NONE);
    }

    /** The same value, measured in this unit. */
    public Value in(Unit measure) {
        return new Value(form, text, measure);
    }

    /** Whether it is never printed, but only whether it differs. */
    public boolean sensitive() {
        return form == Form.SECRET;
    }

    /** Whether the key of the host went into it: an HMAC, or a digest that was made from HMACs among others. */
    public boolean keyed() {
        return form == Form.SECRET || unit == Unit.INPUTS;
    }

    /** Whether a difference of it means something to a person: a digest of inputs only repeats that its inputs differ. */
    public boolean named() {
        return unit != Unit.INPUTS;
    }

    /** Whether both are the same, as far as a record in format 1 can tell. */
    public boolean same(Value other) {
        boolean forms = form == other.form || form == Form.UNTYPED || other.form == Form.UNTYPED;
        return forms && text.equals(other.text);
    }

    /** As JSON: a number is a number there, and a secret an object that holds its HMAC. */
    public JsonNode toJson() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (form) {
            case NUMBER ->
                text.contains(".") ? json.numberNode(new BigDecimal(text)) : json.numberNode(new BigInteger(text));
            case FLAG -> json.booleanNode(Boolean.parseBoolean(text));
            case TEXT, UNTYPED -> json.textNode(text);
            case SECRET -> new ObjectNode(json).put("hmac", text);
            case NULL, LIST, OBJECT -> parsed(text);
        };
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("it was printed as JSON", e);
        }
    }

    /** The value that {@link #toJson()} wrote. */
    public static Value fromJson(JsonNode node) {
        if (node.path("hmac").isTextual()) {
            return secret(node.path("hmac").textValue());
        }
        return of(node);
    }

    /** One way to write a number: 1.50, 1.5 and 15E-1 are the same. */
    private static String plain(String number) {
        return new BigDecimal(number).stripTrailingZeros().toPlainString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value that && form == that.form && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(form, text);
    }
}
