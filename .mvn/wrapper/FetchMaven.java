import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Fetches the pinned Maven, checks it and unpacks it: {@code FetchMaven PROPERTIES FOLDER}.
 *
 * <p>Java does it because a JDK is the one thing that is surely there. Two builds that start at
 * once may both fetch it; the first to finish wins.
 */
final class FetchMaven {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
  private static final Duration FETCH_LIMIT = Duration.ofMinutes(5);

  private FetchMaven() {}

  public static void main(String[] arguments) throws Exception {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(Path.of(arguments[0]))) {
      properties.load(in);
    }
    try {
      fetch(properties, Path.of(arguments[1]));
    } catch (IOException e) {
      System.err.println("mvnw: fetching Maven failed: " + e);
      System.exit(1);
    }
  }

  private static void fetch(Properties properties, Path folder) throws Exception {
    URI source = source(properties);
    System.err.println("mvnw: fetching Maven " + properties.getProperty("version") + " ...");
    byte[] zip = download(source);
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(zip));
    if (!sum.equals(properties.getProperty("sha512"))) {
      throw new IOException(source + " has another checksum than the pinned one: " + sum);
    }
    install(zip, folder);
  }

  private static URI source(Properties properties) {
    String repository = System.getenv("MVNW_REPOURL");
    return repository == null || repository.isBlank()
        ? URI.create(properties.getProperty("archive"))
        : URI.create(
            repository.replaceAll("/+$", "") + "/" + properties.getProperty("repositoryPath"));
  }

  private static byte[] download(URI source) throws IOException, InterruptedException {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NORMAL);
    proxy().ifPresent(client::proxy);
    HttpResponse<byte[]> response =
        client
            .build()
            .send(
                HttpRequest.newBuilder(source).timeout(FETCH_LIMIT).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(source + " answered " + response.statusCode());
    }
    return response.body();
  }

  /** Java itself does not look at the variables that other programs use. */
  private static Optional<ProxySelector> proxy() {
    return Stream.of("https_proxy", "HTTPS_PROXY")
        .map(System::getenv)
        .filter(value -> value != null && !value.isBlank())
        .map(URI::create)
        .filter(uri -> uri.getHost() != null && uri.getPort() > 0)
        .map(uri -> ProxySelector.of(new InetSocketAddress(uri.getHost(), uri.getPort())))
        .findFirst();
  }

  private static void install(byte[] zip, Path folder) throws IOException {
    Files.createDirectories(folder.getParent());
    Path unpacked = Files.createTempDirectory(folder.getParent(), "unpacking");
    try {
      unpack(zip, unpacked);
      Files.writeString(unpacked.resolve("complete"), "");
      Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      System.err.println("mvnw: another build has fetched it meanwhile");
    } finally {
      remove(unpacked);
    }
  }

  /** Without the archive's own top folder. */
  private static void unpack(byte[] zip, Path folder) throws IOException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("the archive would write outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(in, file);
        }
      }
    }
    for (String program : new String[] {"mvn", "mvnDebug"}) {
      folder.resolve("bin").resolve(program).toFile().setExecutable(true);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
