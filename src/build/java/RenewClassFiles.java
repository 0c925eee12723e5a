import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Gives class files of Java 5 in a jar the version of Java 7, with the stack maps that this version must have. The JVM keeps
 * older ones out of its cache of loaded classes, and picocli, which every command needs, is one of them (picocli issue 1623).
 *
 * <p>Usage: {@code java RenewClassFiles.java FILE.jar}; changes the jar in place and keeps the times of its entries.
 */
final class RenewClassFiles {
    private RenewClassFiles() {}

    public static void main(String[] arguments) throws IOException {
        URI jar = URI.create("jar:" + Path.of(arguments[0]).toUri());
        try (FileSystem files = FileSystems.newFileSystem(jar, Map.of());
                Stream<Path> tree = Files.walk(files.getPath("/"))) {
            ClassFile format = ClassFile.of(
                    ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(hierarchy(files)));
            List<Path> old = tree.filter(path -> path.toString().endsWith(".class"))
                    .filter(path -> version(path) < ClassFile.JAVA_6_VERSION)
                    .toList();
            for (Path path : old) {
                FileTime time = Files.getLastModifiedTime(path);
                Files.write(path, renewed(format, Files.readAllBytes(path)));
                Files.setLastModifiedTime(path, time);
            }
            System.out.println(arguments[0] + ": " + old.size() + " class files renewed");
        }
    }

    private static byte[] renewed(ClassFile format, byte[] bytes) {
        ClassTransform version = (builder, element) -> builder.with(
                element instanceof ClassFileVersion ? ClassFileVersion.of(ClassFile.JAVA_7_VERSION, 0) : element);
        // Code that is handed through as it is gets no stack maps; code that is put together again does.
        return format.transformClass(
                format.parse(bytes),
                version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    }

    /** Stack maps need to know which class extends which: those of the jar, then the JDK's. */
    private static ClassHierarchyResolver hierarchy(FileSystem files) {
        return ClassHierarchyResolver.ofResourceParsing(type -> {
                    String name = type.descriptorString();
                    Path path = files.getPath("/" + name.substring(1, name.length() - 1) + ".class");
                    try {
                        return Files.exists(path) ? Files.newInputStream(path) : null;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse(ClassHierarchyResolver.defaultResolver());
    }

    private static int version(Path path) {
        try {
            byte[] bytes = Files.readAllBytes(path);
            return (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
