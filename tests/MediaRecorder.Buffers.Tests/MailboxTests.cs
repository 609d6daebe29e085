using System.Runtime.CompilerServices;

namespace MediaRecorder.Buffers.Tests;

public sealed class MailboxTests
{
    [Fact]
    public void Messages_come_out_in_the_order_they_went_in()
    {
        var mailbox = new Mailbox<int>();
        for (var i = 0; i < 100; i++)
            mailbox.Post(i);

        Assert.Equal(Enumerable.Range(0, 100), TakeAll(mailbox));
    }

    [Fact]
    public void A_message_posted_while_a_batch_is_read_comes_after_it()
    {
        var mailbox = new Mailbox<string>();
        mailbox.Post("a");
        mailbox.Post("b");
        Assert.True(mailbox.TryTake(out var first));
        mailbox.Post("c");

        Assert.Equal("a", first);
        Assert.Equal(["b", "c"], TakeAll(mailbox));
    }

    [Fact]
    public void Is_empty_sees_posted_mail_and_the_rest_of_a_batch()
    {
        var mailbox = new Mailbox<int>();
        Assert.True(mailbox.IsEmpty);
        Assert.False(mailbox.TryTake(out _));

        mailbox.Post(1);
        mailbox.Post(2);
        Assert.False(mailbox.IsEmpty);
        mailbox.TryTake(out _);
        Assert.False(mailbox.IsEmpty);
        mailbox.TryTake(out _);
        Assert.True(mailbox.IsEmpty);
    }

    [Fact]
    public void Wake_is_called_once_per_message_and_after_it_is_visible()
    {
        var wakes = new List<bool>();
        Mailbox<int>? mailbox = null;
        mailbox = new Mailbox<int>(() => wakes.Add(mailbox!.IsEmpty));

        mailbox.Post(1);
        mailbox.Post(2);
        Assert.Equal([false, false], wakes);
    }

    [Fact]
    public void A_wake_may_post_and_take_without_a_deadlock()
    {
        Mailbox<int>? mailbox = null;
        var answers = new List<int>();
        mailbox = new Mailbox<int>(() =>
        {
            if (mailbox!.TryTake(out var message) && message > 0)
                mailbox.Post(message - 1);
            answers.Add(message);
        });

        mailbox.Post(3);
        Assert.Equal([0, 1, 2, 3], answers);
    }

    [Fact]
    public void A_message_taken_is_not_kept_alive()
    {
        var mailbox = new Mailbox<object>();
        var message = PostAndTake(mailbox);
        GC.Collect();
        Assert.False(message.TryGetTarget(out _));
        GC.KeepAlive(mailbox);
    }

    [Fact]
    public void Posting_and_taking_allocate_nothing_in_steady_state()
    {
        var mailbox = new Mailbox<string>();
        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < 200; round++)
            {
                for (var i = 0; i < 40; i++)
                    mailbox.Post("message");
                while (mailbox.TryTake(out _))
                {
                }
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated();
        Assert.Equal(0, Allocated());
    }

    [Fact]
    public void Many_producers_lose_nothing_and_keep_their_own_order()
    {
        const int Producers = 4;
        const int PerProducer = 50_000;
        var wakes = 0;
        var mailbox = new Mailbox<(int Producer, int Number)>(() => Interlocked.Increment(ref wakes));
        var threads = Enumerable.Range(0, Producers).Select(producer => new Thread(() =>
        {
            for (var i = 0; i < PerProducer; i++)
                mailbox.Post((producer, i));
        })).ToList();
        threads.ForEach(thread => thread.Start());

        var next = new int[Producers];
        var spin = new SpinWait();
        for (var taken = 0; taken < Producers * PerProducer;)
        {
            if (!mailbox.TryTake(out var message))
            {
                spin.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            Assert.Equal(next[message.Producer]++, message.Number);
            taken++;
        }

        threads.ForEach(thread => thread.Join());
        Assert.True(mailbox.IsEmpty);
        Assert.Equal(Producers * PerProducer, wakes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<object> PostAndTake(Mailbox<object> mailbox)
    {
        var message = new object();
        mailbox.Post(message);
        mailbox.TryTake(out _);
        return new WeakReference<object>(message);
    }

    private static List<T> TakeAll<T>(Mailbox<T> mailbox)
    {
        var messages = new List<T>();
        while (mailbox.TryTake(out var message))
            messages.Add(message);
        return messages;
    }
}
