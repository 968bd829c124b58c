package xunzhang;

import java.util.List;
import java.util.Map;
import org.elasticsearch.analysis.common.CommonAnalysisPlugin;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.transport.Netty4Plugin;

/**
 * One node of Elasticsearch out of its jars: the server itself, started without its scripts and without its archive.
 *
 * <p>Arguments: settings, each NAME=VALUE (a value may be a list, parted by commas). Prints "started HTTP-ADDRESS" when the
 * node answers, and stays until it is killed.
 */
public final class Server {
    /** The constructor that takes plugins from the class path is protected: hence a class of its own. */
    private static final class NodeOfJars extends Node {
        NodeOfJars(Settings settings) {
            super(
                    InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node"),
                    List.of(Netty4Plugin.class, CommonAnalysisPlugin.class),
                    false);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = argument.substring(0, equals);
            String value = argument.substring(equals + 1);
            if (value.contains(",")) {
                settings.putList(name, value.split(","));
            } else {
                settings.put(name, value);
            }
        }
        Node node = new NodeOfJars(settings.build());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception error) {
                System.err.println("the node did not close: " + error);
            }
        }));
        node.start();
        System.out.println("started " + node.settings().get("http.port"));
        Thread.currentThread().join();
    }
}
