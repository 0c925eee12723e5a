package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.e2e.Command.Ended;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that write to a host, on a real Debian: what they promise in their heads. */
class ScriptsIT {
    private static ScriptBox box;

    @BeforeAll
    static void makeBox() {
        box = ScriptBox.up();
    }

    @AfterAll
    static void removeBox() {
        box.close();
    }

    @BeforeEach
    void aBareHost() {
        box.out("rm -rf /opt/rlmprov /var/lib/rlmprov /tmp/payload");
    }

    @Nested
    class WriteFiles {
        private static final String DIR = "/opt/rlmprov/h";

        @Test
        void writesDirectoriesAndFilesWithTheirModesAsRoot() {
            Ended written =
                    write("mkdir -p a/b; echo x >a/b/open; echo y >secret; chmod 644 a/b/open; chmod 600 secret;"
                            + "chmod 755 . a a/b; chown -R 1000:1000 .");
            assertThat(written.exit()).as(written.err()).isZero();
            assertThat(box.out("cd " + DIR + "; stat -c '%a %U:%G %n' . a a/b a/b/open secret"))
                    .isEqualTo("""
                            755 root:root .
                            755 root:root a
                            755 root:root a/b
                            644 root:root a/b/open
                            600 root:root secret
                            """);
        }

        @Test
        void replacesAFileAsAWhole() {
            write("echo old >f");
            // Whoever has the old one open reads it to its end.
            assertThat(box.out("exec 3<" + DIR + "/f; cd /tmp/payload; echo new >f;" + "tar -cf - . | DIR=" + DIR
                            + " sh /s/write-files.sh; cat - " + DIR + "/f <&3"))
                    .isEqualTo("old\nnew\n");
        }

        @Test
        void anArchiveThatIsCutOffChangesNothing() {
            write("echo old >f");
            Ended cut = box.sh("cd /tmp/payload; head -c 200000 /dev/urandom >f; tar -cf - f | head -c 100000 |"
                    + " DIR=" + DIR + " sh /s/write-files.sh");
            assertThat(cut.exit()).isNotZero();
            assertThat(box.out("cat " + DIR + "/f; ls -A /opt/rlmprov")).isEqualTo("old\nh\n");
        }

        @ParameterizedTest
        @ValueSource(strings = {"mkdir", "chown", "mv"})
        void whatFailsForOneIsAFailureThoughTheNextGoesWell(String command) {
            box.out("mkdir -p /tmp/bin; printf '%s\\n' '#!/bin/sh'"
                    + " 'case $* in *" + DIR + "/*) [ -e /tmp/once ] || { >/tmp/once; exit 1; } ;; esac'"
                    + " 'exec /bin/" + command + " \"$@\"' >/tmp/bin/" + command + "; chmod +x /tmp/bin/*");
            write("echo 1 >f");
            Ended failed = box.sh("rm -f /tmp/once; cd /tmp/payload; mkdir a b; echo 2 >f; echo 3 >g; tar -cf - . |"
                    + " PATH=/tmp/bin:$PATH DIR=" + DIR + " sh /s/write-files.sh");
            box.out("rm -rf /tmp/bin");
            assertThat(failed.exit()).isNotZero();
            assertThat(box.out("ls -A /opt/rlmprov")).isEqualTo("h\n");
        }

        @ParameterizedTest
        @ValueSource(strings = {"ln -s /etc/passwd f", "mkfifo f"})
        void refusesWhatIsNoFile(String make) {
            Ended refused = write("echo x >harmless; " + make);
            assertThat(refused.exit()).isEqualTo(65);
            assertThat(refused.err()).contains("\"./f\" is neither a file nor a directory");
            assertThat(box.out("ls -A " + DIR)).isEmpty();
        }

        @Test
        void aMemberOfAnArchiveCannotLeaveTheDirectory() {
            box.sh("mkdir -p /tmp/payload/in; cd /tmp/payload/in; echo evil >../evil;" + "tar -P -cf - ../evil | DIR="
                    + DIR + " sh /s/write-files.sh");
            assertThat(box.sh("ls /opt/rlmprov/evil /opt/evil").exit()).isNotZero();
        }

        @Test
        void doesNotWriteThroughALink() {
            box.out("mkdir -p " + DIR + " /tmp/payload; echo mine >/tmp/mine; ln -sf /tmp/mine " + DIR + "/f;"
                    + "rm -rf /tmp/d; mkdir /tmp/d; ln -s /tmp/d " + DIR + "/d");
            write("echo theirs >f; mkdir d; echo x >d/x");
            assertThat(box.out("cat /tmp/mine; ls -A /tmp/d; cat " + DIR + "/f " + DIR + "/d/x"))
                    .isEqualTo("mine\ntheirs\nx\n");
        }

        @Test
        void aFolderBecomesAFileAndAFileAFolder() {
            write("mkdir a; echo 1 >a/x; echo 2 >b");
            write("echo 3 >a; mkdir b; echo 4 >b/x");
            assertThat(box.out("cd " + DIR + "; cat a b/x")).isEqualTo("3\n4\n");
        }

        @Test
        void whatWasInAFolderThatIsAFileNowIsGoneAlready() {
            write("mkdir a; echo 1 >a/x");
            assertThat(write("echo 2 >a", "a/x").exit()).isZero();
            assertThat(box.out("cat " + DIR + "/a")).isEqualTo("2\n");
        }

        @Test
        void removesWhatIsNamedAndFoldersThatAreEmptyThen() {
            write("mkdir -p a/b c; echo 1 >a/b/f; echo 2 >c/f; echo 3 >c/g");
            assertThat(remove("a/b/f\nc/f\nabsent").exit()).isZero();
            assertThat(box.out("cd " + DIR + "; find . | sort")).isEqualTo(".\n./c\n./c/g\n");
            assertThat(remove("c/g").exit()).isZero();
            assertThat(box.out("find " + DIR)).isEqualTo(DIR + "\n");
        }

        @ParameterizedTest
        @ValueSource(strings = {"../x", "a/../../x", "/opt/rlmprov/x", "a/./b", ".."})
        void removesNothingOutside(String path) {
            box.out("mkdir -p " + DIR + "/a; echo x >/opt/rlmprov/x");
            assertThat(remove(path).exit()).isEqualTo(65);
            assertThat(box.out("cat /opt/rlmprov/x; ls " + DIR)).isEqualTo("x\na\n");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "/", "/opt", "relative/path"})
        void refusesADirectoryThatIsNotOurs(String directory) {
            assertThat(box.sh("DIR='" + directory + "' sh /s/write-files.sh </dev/null")
                            .exit())
                    .isEqualTo(65);
        }

        private Ended write(String make) {
            return write(make, "");
        }

        private Ended write(String make, String remove) {
            return box.sh("rm -rf /tmp/payload; mkdir /tmp/payload; cd /tmp/payload; " + make + "; tar -cf - . | DIR="
                    + DIR + " REMOVE='" + remove + "' sh /s/write-files.sh");
        }

        private Ended remove(String paths) {
            return box.sh("tar -cf - -T /dev/null | DIR=" + DIR + " REMOVE='" + paths + "' sh /s/write-files.sh");
        }
    }

    @Nested
    class Record {
        @Test
        void keepsTheLastRecordAndTakesTheMarkAway() {
            box.out("mkdir -p /var/lib/rlmprov/h; echo apply1 >/var/lib/rlmprov/h/unproven");
            box.out("echo '{\"a\":1}' | HUB=h BYTES=8 sh /s/record.sh");
            box.out("echo '{\"a\":2}' | HUB=h BYTES=8 sh /s/record.sh");
            assertThat(box.out("cd /var/lib/rlmprov/h; cat record.json; stat -c '%a %n' *; ls -A"))
                    .isEqualTo("""
                            {"a":2}
                            600 record.json
                            record.json
                            """);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{\"a\":", ""})
        void aRecordThatWasCutOffIsNotKeptAndNotInTheJournal(String part) {
            box.out("echo '{}' | HUB=h BYTES=3 sh /s/record.sh");
            Ended cut = box.sh("printf '%s' '" + part + "' | HUB=h BYTES=8 sh /s/record.sh");
            assertThat(cut.exit()).isEqualTo(1);
            assertThat(cut.err()).isEqualTo("Only " + part.length() + " of the 8 bytes of the record have arrived.\n");
            assertThat(box.out("cd /var/lib/rlmprov/h; ls -A; cat *")).isEqualTo("record.json\n{}\n");
        }
    }

    @Nested
    class Prepare {
        private static final String SECRETS = "cat /var/lib/rlmprov/h/key /opt/rlmprov/h/proxy.env";

        @Test
        void makesDirectoriesKeyAndToken() {
            box.out("HUB=h sh /s/prepare.sh");
            assertThat(box.out(SECRETS)).matches("[0-9a-f]{64}\nCONFIGPROXY_AUTH_TOKEN=[0-9a-f]{64}\n");
            assertThat(box.out("stat -c '%a %n' /opt/rlmprov /opt/rlmprov/h /opt/rlmprov/h/proxy.env /var/lib/rlmprov"
                            + " /var/lib/rlmprov/h /var/lib/rlmprov/h/key"))
                    .isEqualTo("""
                            755 /opt/rlmprov
                            755 /opt/rlmprov/h
                            600 /opt/rlmprov/h/proxy.env
                            755 /var/lib/rlmprov
                            700 /var/lib/rlmprov/h
                            600 /var/lib/rlmprov/h/key
                            """);
        }

        @Test
        void keepsWhatIsRightAndMendsModes() {
            box.out("HUB=h sh /s/prepare.sh");
            String before = box.out(SECRETS);
            box.out("chmod 644 /var/lib/rlmprov/h/key /opt/rlmprov/h/proxy.env; chmod 777 /var/lib/rlmprov/h");
            assertThat(box.out("HUB=h KEY=" + "0".repeat(64) + " sh /s/prepare.sh"))
                    .isEmpty();
            assertThat(box.out(SECRETS)).isEqualTo(before);
            assertThat(box.out("stat -c %a /var/lib/rlmprov/h/key /opt/rlmprov/h/proxy.env /var/lib/rlmprov/h"))
                    .isEqualTo("600\n600\n700\n");
        }

        @Test
        void takesTheKeyThatThePlanWasMadeWith() {
            String key = "5a".repeat(32);
            assertThat(box.out("HUB=h KEY=" + key + " sh /s/prepare.sh")).doesNotContain(key);
            assertThat(box.out("cat /var/lib/rlmprov/h/key")).isEqualTo(key + "\n");
        }

        @Test
        void replacesAKeyAndATokenThatAreNone() {
            box.out("mkdir -p /var/lib/rlmprov/h /opt/rlmprov/h; echo nonsense >/var/lib/rlmprov/h/key;"
                    + "echo CONFIGPROXY_AUTH_TOKEN= >/opt/rlmprov/h/proxy.env; HUB=h sh /s/prepare.sh");
            assertThat(box.out(SECRETS)).matches("[0-9a-f]{64}\nCONFIGPROXY_AUTH_TOKEN=[0-9a-f]{64}\n");
        }
    }

    @Nested
    class Apt {
        @Test
        void waitsForWhoHoldsTheListsAndForACloudInitThatEndsWithWarnings() {
            box.out("printf '#!/bin/sh\\nexit 2\\n' >/usr/bin/cloud-init; chmod 755 /usr/bin/cloud-init");
            // A lock of apt's own kind, which flock is not.
            box.out("perl -MFcntl -e 'open my $f, q(>), q(/var/lib/apt/lists/lock) or die;"
                    + " my $lock = pack(q(s s x![l!] l! l! i), F_WRLCK, 0, 0, 0, 0);"
                    + " fcntl($f, F_SETLK, $lock) or die; sleep 8' &"
                    + " sleep 1; . /s/apt.sh; ready_apt >/tmp/said; wait; rm /usr/bin/cloud-init");
            assertThat(box.out("cat /tmp/said")).startsWith("""
                            ==> Waiting for cloud-init
                            ==> Reading the package lists
                            ==> Waiting for another program that uses apt
                            """).doesNotContain("ould not get lock");
        }
    }

    @Nested
    class Trust {
        private static final String BUNDLE = "/etc/ssl/certs/ca-certificates.crt";
        private static final String STORE = "/usr/local/share/ca-certificates";

        @BeforeEach
        void aCertificate() {
            box.copy("src/test/resources/certificates/corp.pem", "/tmp/corp.pem");
            box.out("mkdir -p /tmp/payload");
        }

        @Test
        void certificatesAreTrustedUntilTheyAreNoLongerSent() {
            assertThat(install("rlmprov-h-corp.crt")).contains("installed rlmprov-h-corp.crt");
            assertThat(inBundle()).isTrue();
            assertThat(install("rlmprov-h-corp.crt")).isEmpty();

            // Somebody who makes the bundle without ours is corrected.
            box.out("grep -vxF \"$(sed -n 2p /tmp/corp.pem)\" " + BUNDLE + " >/tmp/b; cp /tmp/b " + BUNDLE);
            assertThat(inBundle()).isFalse();
            install("rlmprov-h-corp.crt");
            assertThat(inBundle()).isTrue();

            box.out("cp /tmp/corp.pem " + STORE + "/rlmprov-other-corp.crt");
            assertThat(box.out("tar -cf - -T /dev/null | HUB=h sh /s/trust.sh")).contains("removed rlmprov-h-corp.crt");
            assertThat(box.out("ls -A " + STORE)).as("another hub's stays").isEqualTo("rlmprov-other-corp.crt\n");
            box.out("rm " + STORE + "/*; update-ca-certificates --fresh");
            assertThat(inBundle()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "corp.crt",
                    "rlmprov-other-corp.crt",
                    "rlmprov-h-.crt",
                    "rlmprov-h-a b.crt",
                    "rlmprov-h-a.pem"
                })
        void refusesOtherNames(String name) {
            Ended refused = send("cp /tmp/corp.pem '" + name + "'");
            assertThat(refused.exit()).isEqualTo(65);
            assertThat(refused.err()).contains(name);
        }

        @Test
        void refusesLinks() {
            assertThat(send("ln -s /etc/shadow rlmprov-h-x.crt").exit()).isEqualTo(65);
        }

        private String install(String name) {
            return send("cp /tmp/corp.pem " + name).succeeded();
        }

        private Ended send(String make) {
            return box.sh("rm -rf /tmp/payload/*; cd /tmp/payload; " + make + "; tar -cf - * | HUB=h sh /s/trust.sh");
        }

        private boolean inBundle() {
            return box.sh("grep -qxF \"$(sed -n 2p /tmp/corp.pem)\" " + BUNDLE).exit() == 0;
        }
    }
}
