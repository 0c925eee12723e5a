package io.rlmprov.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Graph;
import io.rlmprov.kinds.Resource;
import io.rlmprov.model.Action;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Operations wait for what makes their resources' dependencies, and for what they name. */
class GraphTest {
    private final Graph graph = new Graph(
            "h",
            Desired.of(
                    List.of(thing("wood"), thing("board", "wood"), thing("table", "board"), thing("lamp")), List.of()));

    @Test
    void anOperationWaitsForThoseThatMakeWhatItsResourcesNeed() {
        graph.add(making("carpenter", "table"));
        graph.add(making("electrician", "lamp"));
        graph.add(making("lumberjack", "wood"));
        assertThat(told())
                .as("the table needs wood, though no board changes; the lamp waits for nobody")
                .containsExactly("electrician []", "lumberjack []", "carpenter [h/lumberjack]");
    }

    @Test
    void anOperationWaitsForThoseThatItNamesIfTheyAreThere() {
        graph.add(making("painter", "lamp").after("carpenter", "nobody", "shop/"));
        graph.add(making("carpenter", "wood"));
        graph.add(making("shop/paint", "board"));
        graph.add(making("record").after(Draft.ALL));
        assertThat(told())
                .containsExactly(
                        "carpenter []", "shop/paint [h/carpenter]", "painter [h/shop/paint]", "record [h/painter]");
    }

    @Test
    void operationsThatWaitForEachOtherAreAFault() {
        graph.add(making("hen").after("egg"));
        graph.add(making("egg").after("hen"));
        assertThatThrownBy(this::told).hasMessage("operations wait for each other: [hen, egg]");
    }

    private List<String> told() {
        return graph.tasks(_ -> List.of()).stream()
                .map(task -> task.operation().local() + " " + task.operation().after())
                .toList();
    }

    private static Draft making(String id, String... things) {
        return Draft.of(id, id, id, new Action.AwaitHealthy(List.of(), Duration.ZERO))
                .making(Stream.of(things)
                        .map(name -> Change.of(address(name), Verb.CREATE, List.of()))
                        .toList());
    }

    private static Address address(String name) {
        return new Address("h", "thing", name);
    }

    private static Resource thing(String name, String... needs) {
        return new Resource() {
            @Override
            public Address address() {
                return GraphTest.address(name);
            }

            @Override
            public SortedMap<String, Attribute> attributes() {
                return new TreeMap<>();
            }

            @Override
            public List<Dependency> dependencies() {
                return Stream.of(needs)
                        .map(need -> Dependency.order(GraphTest.address(need)))
                        .toList();
            }
        };
    }
}
