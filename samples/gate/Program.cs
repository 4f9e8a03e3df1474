Console.WriteLine("This program was built, so its training data have passed.");
