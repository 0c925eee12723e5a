package io.rlmprov.classroom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.RlmprovException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who is in a hub, who was, and who never came.
 *
 * @param people those with a server first, then those who came last, and those who never came at the end
 * @param limited whether a roster limits who may log in
 */
public record ClassList(List<Person> people, boolean limited) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A person whom the hub knows, or whom its roster names.
     *
     * @param running since when their server runs; empty if it does not
     * @param lastActivity empty for one who never came
     * @param listed whether the roster, if there is one, or the list of admins has the name
     * @param profile slug of the profile that their server has
     */
    public record Person(
            String name,
            boolean admin,
            boolean listed,
            Optional<Instant> running,
            Optional<Instant> lastActivity,
            Optional<String> profile) {
        /** Whether they never logged in. */
        public boolean absent() {
            return running.isEmpty() && lastActivity.isEmpty();
        }
    }

    /**
     * Reads what people.py of the hub's image prints.
     *
     * @throws RlmprovException if it is something else
     */
    public static ClassList parse(String printed) {
        try {
            return of(JSON.readTree(printed));
        } catch (JsonProcessingException | DateTimeParseException e) {
            throw new RlmprovException(
                    "The hub's list of users could not be read: " + e.getMessage(),
                    "Run rlmprov apply: the hub's image may be of another release.",
                    e);
        }
    }

    private static ClassList of(JsonNode root) {
        if (!root.path("users").isArray()) {
            throw new RlmprovException(
                    "The hub printed no list of users.",
                    "Run rlmprov apply: the hub's image may be of another release.");
        }
        SortedSet<String> admins = names(root.path("admins"));
        boolean limited = root.path("roster").isArray();
        SortedSet<String> listed = names(root.path("roster"));
        listed.addAll(admins);
        TreeMap<String, Person> people = new TreeMap<>();
        listed.forEach(name -> people.put(
                name,
                new Person(name, admins.contains(name), true, Optional.empty(), Optional.empty(), Optional.empty())));
        for (JsonNode user : root.path("users")) {
            String name = user.path("name").asText();
            people.put(name, person(user, name, admins, !limited || listed.contains(name)));
        }
        return new ClassList(people.values().stream().sorted(order()).toList(), limited);
    }

    private static Person person(JsonNode user, String name, Set<String> admins, boolean listed) {
        Optional<Instant> activity = instant(user.path("lastActivity"));
        Optional<Instant> running = user.path("running").asBoolean()
                ? instant(user.path("started")).or(() -> activity).or(() -> Optional.of(Instant.EPOCH))
                : Optional.empty();
        Optional<String> profile =
                Optional.of(user.path("profile")).filter(JsonNode::isTextual).map(JsonNode::asText);
        return new Person(name, admins.contains(name), listed, running, activity, profile);
    }

    private static Comparator<Person> order() {
        return Comparator.comparing((Person person) -> person.running().isEmpty())
                .thenComparing(Person::absent)
                .thenComparing(person -> person.lastActivity().orElse(Instant.EPOCH), Comparator.reverseOrder())
                .thenComparing(Person::name);
    }

    private static SortedSet<String> names(JsonNode array) {
        SortedSet<String> names = new TreeSet<>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static Optional<Instant> instant(JsonNode text) {
        return text.isTextual() ? Optional.of(Instant.parse(text.asText())) : Optional.empty();
    }

    /** For programs: {@code users} in the order of {@link #people}, and {@code roster} if one limits who may log in. */
    public void writeTo(ObjectNode node) {
        node.put("roster", limited);
        ArrayNode users = node.putArray("users");
        for (Person person : people) {
            ObjectNode user = users.addObject()
                    .put("name", person.name())
                    .put("admin", person.admin())
                    .put("listed", person.listed())
                    .put("running", person.running().isPresent())
                    .put("neverCame", person.absent());
            person.running().ifPresent(since -> user.put("started", since.toString()));
            person.lastActivity().ifPresent(when -> user.put("lastActivity", when.toString()));
            person.profile().ifPresent(slug -> user.put("profile", slug));
        }
    }
}
