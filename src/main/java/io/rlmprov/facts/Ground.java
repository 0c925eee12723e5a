package io.rlmprov.facts;

import io.rlmprov.config.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the hub stands on, as section {@code ground} of the probe has it.
 *
 * @param root where the engine keeps images and volumes, or will keep them
 * @param disks where scripts and the engine write; several may be of one file system
 * @param security names of the engine's security options, as {@code seccomp} and {@code userns}
 * @param subnet of the users' network, if that is there
 * @param pools prefixes of the networks that the engine makes, in the order in which it uses them; empty if it does not say
 * @param routes of the host, except the default one
 */
public record Ground(
        String root,
        List<Disk> disks,
        Set<String> security,
        Optional<Subnet> subnet,
        List<Integer> pools,
        List<Route> routes) {
    /**
     * Room at a path.
     *
     * @param free bytes
     * @param inodes how many more files there can be; empty where there is no fixed number
     * @param writable whether root may write there
     */
    public record Disk(String path, long free, Optional<Long> inodes, boolean writable) {}

    /**
     * A network that the host reaches by a device.
     *
     * @param device as {@code eth0}
     */
    public record Route(Subnet to, String device) {}

    /** Reads the section. */
    public static Ground of(ProbeOutput probe) {
        String root = "/var/lib";
        List<Disk> disks = new ArrayList<>();
        Set<String> security = new TreeSet<>();
        List<Subnet> subnets = new ArrayList<>();
        List<Integer> pools = new ArrayList<>();
        List<Route> routes = new ArrayList<>();
        for (String line : probe.lines("ground")) {
            String[] part = line.split(" ", -1);
            switch (part[0]) {
                case "root" -> root = line.substring("root ".length());
                case "disk" -> disks.add(disk(part));
                case "security" -> security.add(part[1]);
                case "subnet" -> Subnet.parse(part[1]).ifPresent(subnets::add);
                case "pool" -> pools.add(Integer.valueOf(part[1]));
                case "route" -> Subnet.parse(part[1]).ifPresent(to -> routes.add(new Route(to, part[2])));
                default -> {}
            }
        }
        return new Ground(root, disks, security, subnets.stream().findFirst(), pools, routes);
    }

    private static Disk disk(String[] part) {
        Optional<Long> inodes = part[3].equals("-") ? Optional.empty() : Optional.of(Long.valueOf(part[3]));
        return new Disk(part[1], Long.parseLong(part[2]) * 1024, inodes, part[4].equals("rw"));
    }
}
