import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/**
 * Trains the cache of loaded classes (JEP 514): runs {@code rlmprov apply} against an SSH server of its own, which answers the
 * probe with recorded output and every other script with success.
 *
 * <p>The run has a home directory and an environment of its own and reaches no other host, so building rlmprov uses no key,
 * agent or jump host of the person who builds it.
 *
 * <p>Usage: {@code java -cp 'target/training/*:rlmprov.jar' TrainingHost.java PROBE CACHE JAVA [OPTION...] -jar FILE.jar}
 *
 * <ul>
 *   <li>PROBE is what probe.sh printed on a host, with the nonce {@code n0}
 *   <li>CACHE is the file to write
 * </ul>
 */
final class TrainingHost {
    private static final Pattern SCRIPT_BYTES = Pattern.compile("\\bbs=([0-9]+)");
    private static final Pattern NONCE = Pattern.compile("(?m)^NONCE='?([0-9a-zA-Z]+)");
    private static final String MARKER = "\n--rlmprov-begins--\n";
    private static final int SECONDS = 120;

    private final String recorded;
    private final AtomicInteger probes = new AtomicInteger();
    private final AtomicInteger operations = new AtomicInteger();

    private TrainingHost(String recorded) {
        this.recorded = recorded;
    }

    public static void main(String[] arguments) throws Exception {
        String recorded = Files.readString(Path.of(arguments[0]));
        // Without what an earlier apply left, and without the other hub that the recorded host carries.
        TrainingHost host = new TrainingHost(without("others", without("record", recorded)));
        Path cache = Path.of(arguments[1]).toAbsolutePath();
        Path home = Files.createTempDirectory("rlmprov-training");
        try {
            host.train(home, cache, List.of(arguments).subList(2, arguments.length));
        } finally {
            try (Stream<Path> tree = Files.walk(home)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        System.exit(0);
    }

    /** The recording with that section empty. */
    private static String without(String section, String recorded) {
        return recorded.replaceAll("(?s)(@@n0 " + section + "\n).*?(?=@@n0 )", "$1");
    }

    private void train(Path home, Path cache, List<String> java) throws Exception {
        KeyPair hostKey = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        KeyPair userKey = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator((_, key, _) -> KeyUtils.compareKeys(key, userKey.getPublic()));
        server.setCommandFactory((_, line) -> new Answer(line));
        server.start();
        try {
            Path hubYaml = operator(home, server.getPort(), hostKey, userKey);
            List<String> command = new ArrayList<>(java);
            command.add(1, "-XX:AOTCacheOutput=" + cache);
            command.addAll(List.of("apply", "--yes", hubYaml.toString()));
            run(command, home);
        } finally {
            server.stop(true);
        }
        if (probes.get() == 0) {
            throw new IllegalStateException("the run that was to train the cache did not read the host");
        }
        if (operations.get() == 0) {
            throw new IllegalStateException("the run that was to train the cache ended before its first operation;"
                    + " RLMPROV_TRAINING_LOG=1 prints what it said");
        }
        if (!Files.exists(cache)) {
            throw new IllegalStateException("Java wrote no " + cache);
        }
    }

    /** A home directory with a key, a known host, a configuration that leads nowhere else, and a hub.yaml. */
    private static Path operator(Path home, int port, KeyPair hostKey, KeyPair userKey) throws Exception {
        Path ssh = Files.createDirectory(home.resolve(".ssh"));
        Path identity = ssh.resolve("id_ed25519");
        try (OutputStream out = Files.newOutputStream(identity)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(userKey, "training", null, out);
        }
        if (identity.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(identity, PosixFilePermissions.fromString("rw-------"));
        }
        Files.writeString(
                ssh.resolve("known_hosts"),
                "[127.0.0.1]:" + port + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n");
        // The first value of a keyword counts: what /etc/ssh/ssh_config says for all hosts does not apply.
        Files.writeString(ssh.resolve("config"), """
                Host *
                    ProxyJump none
                    HostName 127.0.0.1
                    IdentityFile ~/.ssh/id_ed25519
                    IdentitiesOnly yes
                    UserKnownHostsFile ~/.ssh/known_hosts
                """);
        String certificate = Path.of("src/test/resources/certificates/lab.pem")
                .toAbsolutePath()
                .toString()
                .replace('\\', '/');
        return Files.writeString(home.resolve("hub.yaml"), """
                apiVersion: rlmprov/v1
                name: rlm-class
                hosts:
                  - address: 127.0.0.1
                    user: training
                    port: %d
                users:
                  count: 20
                  admins: [teacher]
                keys:
                  OPENAI_API_KEY: ${env:TRAINING_KEY}
                server:
                  memory: 512M
                  cpu: 1
                trust:
                  certificates:
                    - "%s"
                """.formatted(port, certificate));
    }

    private static void run(List<String> command, Path home) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command);
        Path log = home.resolve("log");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        String systemRoot = System.getenv("SystemRoot");
        builder.environment().clear();
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("TRAINING_KEY", "not-a-key");
        if (systemRoot != null) {
            builder.environment().put("SystemRoot", systemRoot);
        }
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("no end after " + SECONDS + " s:\n" + Files.readString(log));
        }
        // Its exit status says nothing: the host stays as it was recorded, so the apply cannot converge.
        if (System.getenv("RLMPROV_TRAINING_LOG") != null) {
            System.err.print(Files.readString(log));
        }
    }

    /** One script that was sent over stdin. */
    private final class Answer implements Command, Runnable {
        private final String line;
        private InputStream in = InputStream.nullInputStream();
        private OutputStream out = OutputStream.nullOutputStream();
        private OutputStream err = OutputStream.nullOutputStream();
        private ExitCallback exit = (_, _, _) -> {};

        Answer(String line) {
            this.line = line;
        }

        @Override
        public void setInputStream(InputStream in) {
            this.in = in;
        }

        @Override
        public void setOutputStream(OutputStream out) {
            this.out = new BufferedOutputStream(out, 1 << 15);
        }

        @Override
        public void setErrorStream(OutputStream err) {
            this.err = err;
        }

        @Override
        public void setExitCallback(ExitCallback exit) {
            this.exit = exit;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) {
            Thread.startVirtualThread(this);
        }

        @Override
        public void destroy(ChannelSession channel) {
            // Its threads end with its streams.
        }

        @Override
        public void run() {
            try {
                say(out, MARKER);
                say(err, MARKER);
                Matcher bytes = SCRIPT_BYTES.matcher(line);
                if (!bytes.find()) {
                    // A way to Docker, which is not here.
                    exit.onExit(1);
                    return;
                }
                int length = Integer.parseInt(bytes.group(1));
                String script = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                Matcher nonce = NONCE.matcher(script);
                if (nonce.find()) {
                    probes.incrementAndGet();
                    say(out, recorded.replace("@@n0 ", "@@" + nonce.group(1) + " "));
                } else if (script.contains("echo LOCKED")) {
                    say(out, "LOCKED\n");
                } else {
                    operations.incrementAndGet();
                }
                in.transferTo(OutputStream.nullOutputStream());
                exit.onExit(0);
            } catch (IOException connectionEnded) {
                exit.onExit(1);
            }
        }

        private static void say(OutputStream stream, String text) throws IOException {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
            stream.flush();
        }
    }
}
