package io.rlmprov.host;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The keywords of ssh_config(5) for the own reader, with the shape of their values. ssh refuses a whole file because of one
 * keyword or value that it does not know, also in a block that does not apply.
 */
final class SshKeywords {
    /** A shape, and the keywords that have it. After a {@code +} it is that of all words together, else of the only one. */
    private static final String TABLE = """
            (?i)yes|no|true|false  identitiesonly tcpkeepalive proxyusefdpass batchmode checkhostip \
            clearallforwardings enablesshkeysign enableescapecommandline exitonforwardfailure forkafterauthentication \
            forwardx11 forwardx11trusted gatewayports gssapiauthentication gssapidelegatecredentials hashknownhosts \
            hostbasedauthentication kbdinteractiveauthentication challengeresponseauthentication \
            nohostauthenticationforlocalhost passwordauthentication permitlocalcommand stdinnull streamlocalbindunlink \
            visualhostkey compression canonicalizefallbacklocal
            (?i)yes|no|true|false|unbound|host-bound  pubkeyauthentication
            (?i)yes|no|true|false|always  canonicalizehostname
            (?i)yes|no|true|false|ask  updatehostkeys verifyhostkeydns
            (?i)yes|no|true|false|ask|off|accept-new  stricthostkeychecking
            (?i)yes|no|true|false|auto|force  requesttty
            (?i)yes|no|true|false|auto|ask|autoask  controlmaster
            (?i)yes|no|true|false|ethernet|point-to-point  tunnel
            (?i)none|subsystem|default  sessiontype
            (?i)any|inet|inet6  addressfamily
            (?i)md5|sha256  fingerprinthash
            (?i)quiet|fatal|error|info|verbose|debug|debug1|debug2|debug3  loglevel
            0*(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})  port
            [0-9]{1,9}  serveralivecountmax numberofpasswordprompts canonicalizemaxdots
            [1-9][0-9]{0,8}  connectionattempts
            (?i)none|([0-9]{1,5}[smhdw]?)+  connecttimeout serveraliveinterval
            (?i)([0-9]{1,5}[smhdw]?)+  forwardx11timeout
            .+  hostname user identityfile certificatefile identityagent hostkeyalias bindaddress bindinterface \
            proxycommand proxyjump knownhostscommand pkcs11provider revokedhostkeys preferredauthentications \
            ignoreunknown localcommand remotecommand controlpath xauthlocation
            +none|(?!(.*\\x20)?none(\\x20|$)).+  userknownhostsfile globalknownhostsfile
            +.+  host match include
            +[^=]+  sendenv
            +[A-Za-z_]+=.*  setenv
            +([0-9a-z.*-]+:)?[0-9]{1,4}\\x20[0-9A-Za-z.-]+:[0-9]{1,4}  localforward remoteforward
            ([0-9a-z.*-]+:)?[0-9]{1,4}  dynamicforward
            (?i)yes|no|true|false|ask|confirm  addkeystoagent
            (?i)yes|no|true|false|([0-9]{1,5}[smhdw]?)+  controlpersist
            (?i)yes|no|true|false|/.+  forwardagent
            (?i)lowdelay|throughput|none|ef|cs[0-7]|af[1-4][1-3]  ipqos
            [+^-]?[a-z0-9@.,*?-]+  ciphers macs kexalgorithms hostkeyalgorithms pubkeyacceptedalgorithms \
            pubkeyacceptedkeytypes hostbasedacceptedalgorithms casignaturealgorithms
            """;

    /**
     * The shape of a value.
     *
     * @param words what the words match, with a blank between them
     * @param many whether there may be more than one
     */
    record Shape(Pattern words, boolean many) {
        boolean matches(List<String> value) {
            return !value.isEmpty()
                    && (many || value.size() == 1)
                    && value.stream().noneMatch(String::isEmpty)
                    && words.matcher(String.join(" ", value)).matches();
        }
    }

    private static final Map<String, Shape> SHAPES = shapes();

    private SshKeywords() {}

    /** The shape of a keyword's value; empty if the keyword is not one that the own reader knows. */
    static Optional<Shape> shape(String keyword) {
        return Optional.ofNullable(SHAPES.get(keyword.toLowerCase(Locale.ROOT)));
    }

    private static Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new HashMap<>();
        TABLE.lines().forEach(line -> {
            String[] parts = line.split(" +", -1);
            boolean many = parts[0].startsWith("+");
            Pattern words = Pattern.compile(parts[0].substring(many ? 1 : 0));
            for (int i = 1; i < parts.length; i++) {
                shapes.put(parts[i], new Shape(words, many));
            }
        });
        return Map.copyOf(shapes);
    }
}
