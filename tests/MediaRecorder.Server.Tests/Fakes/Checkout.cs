namespace MediaRecorder.Server.Tests.Fakes;

/// <summary>Files of the repository the tests were built from.</summary>
internal static class Checkout
{
    public static string ConfigFile => PathOf("config/mediarecorder.json");

    public static string SchemaFile => PathOf("config/schema/mediarecorder.schema.json");

    private static string PathOf(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MediaRecorder.sln")))
                return Path.Combine(folder.FullName, relative);
        }

        throw new InvalidOperationException("The tests do not run from a checkout.");
    }
}
