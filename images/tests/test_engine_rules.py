"""What the hub may ask of the engine, and by which tricks it gets no more."""

import json
import unittest

import docker
from rlmprov_engine import container
from rlmprov_engine.limits import Grant
from rlmprov_engine.rules import Call, Deny, Hub, Report, Reread, decide, is_ours
from rlmprov_hub import spawner

GRANTS = (
    Grant(1 << 29, 50_000),
    Grant(1 << 31, 200_000, "large", frozenset({"ann"})),
    Grant(1 << 30, 100_000, "project"),
)
HUB = Hub("class", "/opt/rlmprov/class", GRANTS)
LABELS = {"io.rlmprov.hub": "class", "io.rlmprov.user": "Ann"}
VOLUMES = {
    "jupyterhub-user-ann": {"bind": spawner.HOME, "mode": "rw"},
    "/opt/rlmprov/class/notebooks": {"bind": spawner.NOTEBOOKS, "mode": "ro"},
    "/opt/rlmprov/class/class/shared": {"bind": spawner.SHARED, "mode": "ro"},
}


class Recorder(docker.APIClient):
    """docker-py as the hub has it, except the wire."""

    def __init__(self):
        super().__init__(version="1.41")
        self.seen = []

    def _post_json(self, url, data, **kwargs):
        self.seen.append(json.dumps(data))

    def _result(self, response, json=False, binary=False):
        return {}


def created(**host_config):
    """The body that DockerSpawner sends for a server."""
    client = Recorder()
    settings = {
        "binds": VOLUMES,
        "links": {},
        "mounts": [],
        "mem_limit": 1 << 29,
        "cpu_period": 100_000,
        "cpu_quota": 50_000,
        "network_mode": "rlmprov-class",
        **spawner.host_config(1 << 29),
        **host_config,
    }
    client.create_container(
        image="rlm-singleuser:0123456789ab",
        environment={"OPENAI_API_KEY": "k"},
        volumes=[spawner.HOME, spawner.NOTEBOOKS, spawner.SHARED],
        name="jupyter-ann",
        command=["rlm-start", "--x"],
        ports={"8888/tcp": None},
        labels=LABELS,
        healthcheck={"test": ["NONE"]},
        host_config=client.create_host_config(**settings),
    )
    return json.loads(client.seen[0])


def create(body, target="/v1.41/containers/create?name=jupyter-ann"):
    return decide(
        "POST", target, body if isinstance(body, bytes) else json.dumps(body).encode(), HUB
    )


class Rules(unittest.TestCase):
    def allowed(self, method, target, body=b""):
        verdict = decide(method, target, body, HUB)
        self.assertIsInstance(verdict, Call, verdict)
        return verdict

    def denied(self, method, target, body=b""):
        verdict = decide(method, target, body, HUB)
        self.assertIsInstance(verdict, Deny, f"{method} {target}")
        return verdict.reason


class Calls(Rules):
    def test_what_the_spawner_asks(self):
        for method, target in (
            ("GET", "/version"),
            ("GET", "/v1.41/images/rlm-singleuser:0123456789ab/json"),
            ("GET", "/v1.41/containers/jupyter-ann/json"),
            (
                "GET",
                "/v1.41/containers/jupyter-ann/logs?stderr=1&stdout=1&timestamps=0&follow=0&tail=20",
            ),
            ("POST", "/v1.41/containers/0123abc/start"),
            ("POST", "/v1.41/containers/0123abc/stop?t=10"),
            ("DELETE", "/v1.41/containers/0123abc?v=True&link=False&force=False"),
            ("DELETE", "/v1.41/volumes/jupyterhub-user-rlmprov-2dcheck"),
        ):
            with self.subTest(target):
                self.allowed(method, target)

    def test_reports_are_put_together_here(self):
        for name in ("servers", "volumes"):
            self.assertEqual(decide("GET", f"/rlmprov/{name}", b"", HUB), Report(name))

    def test_all_else_is_denied(self):
        for method, target in (
            ("GET", "/info"),
            ("GET", "/containers/json"),
            ("GET", "/v1.41/events"),
            ("GET", "/secrets"),
            ("POST", "/v1.41/images/create?fromImage=evil"),
            ("POST", "/build"),
            ("GET", "/v1.41/images/debian:trixie-slim/json"),
            ("POST", "/v1.41/containers/jupyter-ann/exec"),
            ("POST", "/exec/0123/start"),
            ("POST", "/v1.41/containers/jupyter-ann/update"),
            ("POST", "/v1.41/containers/jupyter-ann/attach?stream=1"),
            ("GET", "/v1.41/containers/jupyter-ann/archive?path=/"),
            ("PUT", "/v1.41/containers/jupyter-ann/archive?path=/"),
            ("POST", "/v1.41/networks/rlmprov-class/connect"),
            ("POST", "/networks/create"),
            ("GET", "/v1.41/volumes"),
            ("DELETE", "/v1.41/volumes/jupyterhub-user-ann"),
            ("DELETE", "/v1.41/volumes/rlmprov-class-hub"),
            ("POST", "/swarm/init"),
            ("POST", "/session"),
            ("HEAD", "/_ping"),
            ("DELETE", "/v1.41/containers/jupyter-ann/json"),
            ("GET", "/v1.41/containers/jupyter-ann/stats"),
            ("GET", "/v1.41/system/df"),
            ("POST", "/rlmprov/servers"),
            ("GET", "/rlmprov/secrets"),
            ("GET", "/rlmprov/servers?all=1"),
        ):
            with self.subTest(f"{method} {target}"):
                self.denied(method, target)

    def test_paths_that_an_engine_would_read_in_another_way(self):
        for target in (
            "/v1.41/../containers/json",
            "/v1.41/containers/../info/json",
            "/v1.41/containers/jupyter-ann/../../info",
            "/v1.41/containers/jupyter-ann%2f..%2f..%2finfo/json",
            "/v1.41/containers/jupyter%2dann/json",
            "/v1.41//containers/jupyter-ann/json",
            "/v1.41/v1.41/containers/jupyter-ann/json",
            "/v1.41/containers/jupyter-ann/json/",
            "/v1.41/containers/jupyter-ann/json#x",
            "/v1.41/containers/jupyter-ann\\json",
            "/v1.41/containers/jupyter-ann/json\n",
            "/V1.41/containers/jupyter-ann/json",
            "/v1.41.0/containers/jupyter-ann/json",
            "/v2/containers/jupyter-ann/json",
            "http://localhost/v1.41/containers/jupyter-ann/json",
            "/v1.41/containers/json",
            "/v1.41/containers/.hidden/json",
            "/v1.41/containers/ann{id}/json",
            "*",
            "",
        ):
            with self.subTest(target):
                verdict = decide("GET", target, b"", HUB)
                # /containers/json is a container named "json" to no one: it has no second part.
                self.assertIsInstance(verdict, Deny)

    def test_queries(self):
        base = "/v1.41/containers/jupyter-ann"
        for method, target in (
            ("GET", f"{base}/json?size=1"),
            ("GET", f"{base}/logs?stdout=1&follow=1"),
            ("GET", f"{base}/logs?stdout=1&tail=all"),
            ("GET", f"{base}/logs?stdout=1&stdout=1"),
            ("POST", f"{base}/start?checkpoint=x"),
            ("POST", f"{base}/stop?t=99999"),
            ("POST", f"{base}/stop?signal=KILL"),
            ("DELETE", f"{base}?force=maybe"),
            ("DELETE", f"{base}?link=1"),
            ("GET", f"{base}/json?&"),
        ):
            with self.subTest(target):
                self.denied(method, target)

    def test_a_call_on_a_container_names_it_for_the_check_and_goes_on_by_id(self):
        call = self.allowed("DELETE", "/v1.41/containers/jupyter-ann?v=True&link=False&force=0")
        self.assertEqual(call.container, "jupyter-ann")
        self.assertEqual((call.path, call.query), ("/v1.41/containers/{id}", "v=1&force=0"))

    def test_the_body_of_a_start_is_left_out(self):
        call = self.allowed("POST", "/v1.20/containers/x/start", b'{"Binds": ["/:/host"]}')
        self.assertIsNone(call.body)


class Ownership(unittest.TestCase):
    def described(self, name, labels, network="rlmprov-class"):
        return {"Name": name, "Config": {"Labels": labels}, "HostConfig": {"NetworkMode": network}}

    def test_a_users_server_is_ours(self):
        self.assertTrue(is_ours(self.described("/jupyter-ann", LABELS), HUB))
        self.assertTrue(is_ours(self.described("/jupyter-ann", None), HUB))

    def test_others_are_not(self):
        service = {**LABELS, "com.docker.compose.project": "rlmprov-class"}
        for description in (
            self.described("/rlmprov-class-hub", LABELS),
            self.described("/jupyter-ann", {"io.rlmprov.hub": "other"}),
            self.described("/jupyter-ann", {"io.rlmprov.hub": "other"}, "bridge"),
            self.described("/jupyter-ann", {}, "bridge"),
            self.described("/jupyter-ann", service),
            self.described("/stranger", {}),
        ):
            with self.subTest(str(description)):
                self.assertFalse(is_ours(description, HUB))


class Creation(Rules):
    def test_a_server_as_the_spawner_makes_it(self):
        verdict = create(created())
        self.assertIsInstance(verdict, Call, verdict)
        self.assertEqual(verdict.query, "name=jupyter-ann")
        made = json.loads(verdict.body)
        self.assertEqual(made["HostConfig"]["CapDrop"], ["ALL"])
        self.assertEqual(made["Labels"], LABELS)
        self.assertNotIn("MacAddress", made)

    def test_places_are_the_spawners(self):
        places = (container.HOME, container.NOTEBOOKS, container.SHARED)
        self.assertEqual(places, (spawner.HOME, spawner.NOTEBOOKS, spawner.SHARED))

    def test_more_than_a_hardened_server_is_refused(self):
        for key, value in (
            ("Privileged", True),
            ("CapAdd", ["NET_ADMIN"]),
            ("CapDrop", []),
            ("CapDrop", ["NET_RAW"]),
            ("SecurityOpt", None),
            ("SecurityOpt", ["no-new-privileges:true", "seccomp=unconfined"]),
            ("SecurityOpt", ["no-new-privileges:false"]),
            ("NetworkMode", "host"),
            ("NetworkMode", "container:rlmprov-class-proxy"),
            ("NetworkMode", "rlmprov-class-control"),
            ("NetworkMode", "bridge"),
            ("PidMode", "host"),
            ("IpcMode", "host"),
            ("UTSMode", "host"),
            ("UsernsMode", "host"),
            ("CgroupnsMode", "host"),
            ("CgroupParent", "/"),
            ("Devices", [{"PathOnHost": "/dev/sda"}]),
            ("DeviceRequests", [{"Count": -1}]),
            ("DeviceCgroupRules", ["a *:* rwm"]),
            ("Binds", ["/:/host"]),
            ("Binds", ["/var/run/docker.sock:/home/jovyan/work:rw"]),
            ("Binds", ["jupyterhub-user-bob:/home/jovyan/work:rw"]),
            ("Binds", ["rlmprov-class-hub:/home/jovyan/work:rw"]),
            ("Binds", ["/opt/rlmprov/class/notebooks:/srv/notebooks:rw"]),
            ("Binds", ["/opt/rlmprov/class:/srv/notebooks:ro"]),
            ("Binds", ["/opt/rlmprov/class/class/shared:/srv/shared:rw"]),
            ("Binds", ["/opt/rlmprov/class/class:/srv/shared:ro"]),
            ("Binds", ["/opt/rlmprov/class/notebooks/..:/srv/notebooks:ro"]),
            ("Binds", "/:/host"),
            ("Mounts", [{"Type": "bind", "Source": "/", "Target": "/host"}]),
            ("VolumesFrom", ["rlmprov-class-hub"]),
            ("VolumeDriver", "evil"),
            ("Tmpfs", {"/x": "exec"}),
            ("Sysctls", {"net.ipv4.ip_forward": "1"}),
            ("Runtime", "evil"),
            ("PortBindings", {"8888/tcp": [{"HostPort": "22"}]}),
            ("PublishAllPorts", True),
            ("ExtraHosts", ["hub:10.0.0.1"]),
            ("Links", ["rlmprov-class-hub:x"]),
            ("GroupAdd", ["docker"]),
            ("MaskedPaths", ["x"]),
            ("RestartPolicy", {"Name": "always"}),
            ("LogConfig", {"Type": "syslog", "Config": {"syslog-address": "tcp://evil"}}),
            ("Memory", 0),
            ("Memory", True),
            ("MemorySwap", -1),
            ("MemorySwap", 1 << 30),
            ("CpuQuota", 100_000),
            ("CpuQuota", None),
            ("CpuPeriod", 1_000),
            ("NanoCpus", 1_000_000_000),
            ("PidsLimit", -1),
            ("PidsLimit", None),
            ("OomScoreAdj", -1000),
            ("privileged", True),
            ("binds", ["/:/host"]),
        ):
            with self.subTest(f"{key}={value}"):
                body = created()
                body["HostConfig"][key] = value
                verdict = create(body)
                self.assertIsInstance(verdict, Deny)
                self.assertIn(key, verdict.reason)

    def test_other_fields(self):
        for key, value in (
            ("Image", "debian:trixie-slim"),
            ("Image", "rlm-hub:0123456789ab"),
            ("Image", "evil.example/rlm-singleuser:1"),
            ("Image", "rlm-singleuser:1@sha256:0"),
            ("User", "0"),
            ("Entrypoint", ["sh"]),
            ("hostconfig", {"Privileged": True}),
            ("HOSTCONFIG", {"Privileged": True}),
            ("HostConfig ", {"Privileged": True}),
            ("NetworkingConfig", {"EndpointsConfig": {"rlmprov-class-control": {}}}),
            ("MacAddress", "02:72:6c:6d:00:01"),
            ("Labels", {}),
            ("Labels", {"io.rlmprov.hub": "other"}),
            ("Labels", {**LABELS, "com.docker.compose.project": "x"}),
            ("Volumes", {"/etc": {}}),
            ("Healthcheck", {"Test": ["CMD-SHELL", "x"]}),
            ("Runtime", "evil"),
            ("Env", "A=b"),
            ("Env", [1]),
        ):
            with self.subTest(f"{key}={value}"):
                verdict = create({**created(), key: value})
                self.assertIsInstance(verdict, Deny)
                self.assertIn(key, verdict.reason)

    def test_what_is_required(self):
        for key in ("Image", "Labels", "HostConfig"):
            with self.subTest(key):
                body = created()
                del body[key]
                self.assertIsInstance(create(body), Deny)

    def test_a_key_twice_is_refused_wherever_it_is(self):
        text = json.dumps(created())
        host = json.dumps(created()["HostConfig"])
        for twice in (
            text[:-1] + ', "HostConfig": {"Privileged": true}}',
            text.replace(host, host[:-1] + ', "CapDrop": []}'),
        ):
            with self.subTest(twice[-60:]):
                self.assertEqual(create(twice.encode()), Deny("the body has a key twice"))

    def test_what_is_passed_on_is_written_anew(self):
        body = created()
        body["HostConfig"]["Privileged"] = False
        passed = create(json.dumps(body).replace('"Image"', '"\\u0049mage"').encode()).body
        self.assertNotIn(b"Privileged", passed)
        self.assertIn(b'"Image"', passed)

    def test_bodies_that_are_no_object(self):
        for body in (b"", b"[]", b"null", b'"x"', b"{", b"\xff", b"[" * 100_000, b"{} {}"):
            with self.subTest(body[:10]):
                self.assertIsInstance(create(body), Deny)

    def test_names(self):
        for name in (
            "",
            "ann",
            "rlmprov-class-hub",
            "jupyter-",
            "jupyter-../x",
            "jupyter-Ann",
            "jupyter-ann%0a",
        ):
            with self.subTest(name):
                self.assertIsInstance(create(created(), f"/containers/create?name={name}"), Deny)
        self.assertIsInstance(create(created(), "/containers/create"), Deny)
        self.assertIsInstance(create(created(), "/containers/create?name=jupyter-bob"), Deny)
        twice = "/containers/create?name=jupyter-ann&name=jupyter-bob"
        self.assertIsInstance(create(created(), twice), Deny)


class Limits(Rules):
    """By default all have 512 MiB; ann is in the profile large; project is for a group."""

    def of(self, profile, memory, quota, user="ann"):
        body = created(
            mem_limit=memory,
            memswap_limit=memory,
            cpu_quota=quota,
            binds={f"jupyterhub-user-{user}": {"bind": spawner.HOME, "mode": "rw"}},
        )
        if profile is not None:
            body["Labels"] = {**LABELS, "io.rlmprov.profile": profile}
        return create(body, f"/containers/create?name=jupyter-{user}")

    def test_those_of_a_profile_that_the_user_has(self):
        for user, profile, memory, quota in (
            ("ann", "large", 1 << 31, 200_000),
            ("ann", None, 1 << 29, 50_000),
            ("ann", "project", 1 << 30, 100_000),
            ("bob", "project", 1 << 30, 100_000),
        ):
            with self.subTest(f"{user} {profile}"):
                verdict = self.of(profile, memory, quota, user)
                self.assertIsInstance(verdict, Call, verdict)

    def test_no_others(self):
        for user, profile, memory, quota in (
            ("bob", "large", 1 << 31, 200_000),
            ("ann", None, 1 << 31, 200_000),
            ("ann", "large", 1 << 30, 200_000),
            ("ann", "large", 1 << 31, 400_000),
            ("ann", "project", 1 << 31, 200_000),
            ("ann", "huge", 1 << 29, 50_000),
            ("ann", "", 1 << 31, 200_000),
            ("ann", ["large"], 1 << 31, 200_000),
        ):
            with self.subTest(f"{user} {profile}"):
                self.assertIsInstance(self.of(profile, memory, quota, user), Deny)

    def test_without_settings_there_is_no_server(self):
        target = "/containers/create?name=jupyter-ann"
        body = json.dumps(created()).encode()
        nothing = decide("POST", target, body, Hub("class", "/opt/rlmprov/class"))
        self.assertIn("by settings.json", nothing.reason)

    def test_a_volume_has_no_profile(self):
        labels = {**LABELS, "io.rlmprov.profile": "large"}
        volume = json.dumps({"Name": "jupyterhub-user-ann", "Labels": labels}).encode()
        self.denied("POST", "/v1.41/volumes/create", volume)

    def test_the_hub_says_when_it_has_read_its_settings(self):
        self.assertEqual(decide("POST", "/rlmprov/settings", b"", HUB), Reread())
        self.denied("GET", "/rlmprov/settings")


class LongNames(Rules):
    def test_a_name_of_64_characters_all_of_which_are_escaped(self):
        # As a provider may give one: names.PROVIDED.
        user = "a" + "-5f" * 63
        volume = json.dumps({"Name": f"jupyterhub-user-{user}", "Labels": LABELS}).encode()
        self.allowed("POST", "/v1.41/volumes/create", volume)
        self.allowed("GET", f"/v1.41/containers/jupyter-{user}/json")
        body = created()
        body["HostConfig"]["Binds"] = [f"jupyterhub-user-{user}:{spawner.HOME}:rw"]
        self.assertIsInstance(create(body, f"/containers/create?name=jupyter-{user}"), Call)


class Volumes(Rules):
    def volume(self, **changes):
        body = {
            "Name": "jupyterhub-user-ann",
            "Driver": None,
            "DriverOpts": None,
            "Labels": LABELS,
            **changes,
        }
        return decide("POST", "/v1.41/volumes/create", json.dumps(body).encode(), HUB)

    def test_a_users_volume(self):
        made = json.loads(self.volume().body)
        self.assertEqual(made, {"Name": "jupyterhub-user-ann", "Labels": LABELS})

    def test_none_that_is_more(self):
        for changes in (
            {"Name": "rlmprov-class-hub"},
            {"Name": "jupyterhub-user-../x"},
            {"Name": ""},
            {"DriverOpts": {"type": "none", "o": "bind", "device": "/"}},
            {"driveropts": {"type": "none", "o": "bind", "device": "/"}},
            {"Driver": "evil"},
            {"ClusterVolumeSpec": {"x": 1}},
            {"Labels": {"io.rlmprov.hub": "other"}},
            {"Labels": None},
        ):
            with self.subTest(str(changes)):
                self.assertIsInstance(self.volume(**changes), Deny)
