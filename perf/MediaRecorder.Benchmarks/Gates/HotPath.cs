using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace MediaRecorder.Benchmarks.Gates;

/// <summary>One benchmark method, to be called without BenchmarkDotNet. All of them return an int, so that calling one
/// boxes nothing.</summary>
internal sealed class HotPath : IDisposable
{
    private readonly object _owner;

    private HotPath(object owner, MethodInfo method)
    {
        _owner = owner;
        var type = method.DeclaringType!;
        Name = $"{type.Namespace!.Split('.')[^1]}.{type.Name.Replace("Benchmarks", "", StringComparison.Ordinal)}.{method.Name}";
        Run = method.CreateDelegate<Func<int>>(owner);
    }

    /// <summary>Room.Class.Method.</summary>
    public string Name { get; }

    public Func<int> Run { get; }

    /// <summary>Every benchmark of this program, each with an object of its own, by name.</summary>
    public static HotPath[] FindAll() =>
    [
        .. from type in typeof(HotPath).Assembly.GetTypes()
           from method in type.GetMethods()
           where method.GetCustomAttribute<BenchmarkAttribute>() is not null
           let path = new HotPath(Activator.CreateInstance(type)!, method)
           orderby path.Name
           select path,
    ];

    public void Dispose() => (_owner as IDisposable)?.Dispose();
}
