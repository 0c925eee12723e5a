package io.rlmprov.e2e;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The DNS of these tests: names that they have given to lab hosts, and then what this machine knows. */
public final class Names extends InetAddressResolverProvider {
    private static final Map<String, String> GIVEN = new ConcurrentHashMap<>();

    /** From now on this name leads to this address, an IPv4 one. */
    static void give(String name, String address) {
        GIVEN.put(name, address);
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver machine = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                String address = GIVEN.get(host);
                if (address == null) {
                    return machine.lookupByName(host, policy);
                }
                // With the name, or TLS would not tell the server which one is asked for.
                byte[] bytes = InetAddress.ofLiteral(address).getAddress();
                return Stream.of(InetAddress.getByAddress(host, bytes));
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return machine.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "lab";
    }
}
