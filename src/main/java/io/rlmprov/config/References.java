package io.rlmprov.config;

import io.rlmprov.config.SecretRef.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Follows references to the operator's machine, and resolves paths against the folder of hub.yaml. */
record References(Sources sources, Path folder) {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** The text with every reference replaced; one line, not empty. */
    String resolve(List<Part> parts) throws BadValue {
        String value = lines(parts);
        if (value.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            throw new BadValue("has a line break or a NUL in it", "give one line of text");
        }
        return value;
    }

    /** The same, of one line or several. */
    String lines(List<Part> parts) throws BadValue {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(resolve(part));
        }
        String value = text.toString();
        if (value.isEmpty()) {
            throw new BadValue("is empty", "write a value, or check what the reference leads to");
        }
        return value;
    }

    private String resolve(Part part) throws BadValue {
        return switch (part) {
            case Part.Literal(String text) -> text;
            case Part.Env(String name) -> sources.env(name).orElseThrow(() -> unset(name));
            case Part.FileContent(String path) -> withoutLineEnd(content(path(path)));
            case Part.Command(String line) -> withoutLineEnd(output(line));
        };
    }

    private BadValue unset(String name) {
        return sources.offline()
                ? LeftOpen.variable(name)
                : new BadValue(
                        "environment variable " + name + " is not set",
                        "export it, or write ${file:...} or ${command:...}");
    }

    /** What an offline check can say of a secret without reading it: variables and files that are not there. */
    List<BadValue> absent(List<Part> parts) {
        List<BadValue> absent = new ArrayList<>();
        for (Part part : parts) {
            switch (part) {
                case Part.Literal _, Part.Command _ -> {}
                case Part.Env(String name) -> {
                    if (sources.env(name).isEmpty()) {
                        absent.add(unset(name));
                    }
                }
                case Part.FileContent(String path) -> {
                    try {
                        checkFile(path(path));
                    } catch (BadValue e) {
                        absent.add(e);
                    }
                }
            }
        }
        return absent;
    }

    /** The file that is meant: {@code ~} is the operator's home, relative is beside hub.yaml. */
    Path path(String text) throws BadValue {
        try {
            if (text.equals("~") || text.startsWith("~/")) {
                return sources.home()
                        .resolve(text.substring(Math.min(2, text.length())))
                        .normalize();
            }
            return folder.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new BadValue("is not a path", "write one without control characters");
        }
    }

    private void checkFile(Path file) throws BadValue {
        switch (sources.kind(file)) {
            case ABSENT -> throw new BadValue("there is no file " + file, "paths are relative to hub.yaml; check it");
            case DIRECTORY -> throw new BadValue(file + " is a directory", "name a file in it");
            case OTHER -> throw new BadValue(file + " is not a regular file", "name one, or write ${command:...}");
            case FILE -> {}
        }
    }

    private String content(Path file) throws BadValue {
        checkFile(file);
        try {
            return withoutByteOrderMark(sources.bytes(file));
        } catch (CharacterCodingException e) {
            throw new BadValue("file " + file + " is not UTF-8 text", "save it as UTF-8");
        } catch (IOException e) {
            throw new BadValue(
                    "file " + file + " cannot be read" + Sources.reason(e), "check its content and who may read it");
        }
    }

    private String output(String line) throws BadValue {
        if (sources.offline()) {
            throw LeftOpen.command();
        }
        try {
            String text = sources.command(line, folder);
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (IOException e) {
            throw new BadValue(
                    "command `" + line + "` failed: " + e.getMessage(), "run it by hand in " + folder + " to see why");
        }
    }

    /** Editors of Windows put it before the text; no key begins with it. */
    private static String withoutByteOrderMark(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    private static String withoutLineEnd(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
